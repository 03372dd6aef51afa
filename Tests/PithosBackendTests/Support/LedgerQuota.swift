import AstakosClient
import Synchronization
import Testing
import Vocabulary

/// A quota holder in memory: exact, and able to fail on demand.
final class LedgerQuota: QuotaHolder {
    private struct State {
        var limit: Int64
        var usage: [UserID: Int64] = [:]
        var pending: [CommissionSerial: CommissionInfo] = [:]
        var last: Int64 = 0
        var failsToAccept = false
        var cannotResolve = false
        var issuedCount = 0
        var promises: [QuotaPromise: [Provision]] = [:]
        var promisedCount = 0
        var promisesNothing = false
        /// Kept, and not entered yet.
        var kept: [QuotaPromise: @Sendable () -> Void] = [:]
        var entersLater = false
        var whenAsked: @Sendable () -> Void = {}
        var takesNothingBack = false
        var failsToAnswer = false

        func hasRoom(for provision: Provision) -> Bool {
            let pending = (pending.values.flatMap(\.provisions) + promises.values.joined())
                .filter { $0.holder == provision.holder && $0.quantity > 0 }.reduce(0) { $0 + $1.quantity }
            return provision.quantity <= 0 || (usage[provision.holder] ?? 0) + pending + provision.quantity <= limit
        }

        mutating func enter(_ promise: QuotaPromise) {
            for provision in promises.removeValue(forKey: promise) ?? [] {
                usage[provision.holder, default: 0] += provision.quantity
            }
        }
    }

    private let state: Mutex<State>
    private let now: @Sendable () -> Timestamp

    init(limit: Int64 = 1 << 40, now: @escaping @Sendable () -> Timestamp = Timestamp.now) {
        state = Mutex(State(limit: limit))
        self.now = now
    }

    /// Lets `resolve` throw, as when the network is away.
    func failToAccept(_ fails: Bool) { state.withLock { $0.failsToAccept = fails } }

    /// Lets `resolve` leave all pending, as when their holdings are gone.
    func leavePending(_ leaves: Bool) { state.withLock { $0.cannotResolve = leaves } }

    /// Lets nobody know what is used.
    func failToAnswer(_ fails: Bool) { state.withLock { $0.failsToAnswer = fails } }

    /// Called before every answer about a commission.
    func whenAsked(_ body: @escaping @Sendable () -> Void) { state.withLock { $0.whenAsked = body } }

    /// Lets nothing be given back, as when less is counted than there is.
    func refuseToTakeBack() { state.withLock { $0.takesNothingBack = true } }

    func committed(_ user: UserID) -> Int64 { state.withLock { $0.usage[user] ?? 0 } }

    var pendingCount: Int { state.withLock { $0.pending.count } }

    var issuedCount: Int { state.withLock { $0.issuedCount } }

    /// How many promises were made.
    var promisedCount: Int { state.withLock { $0.promisedCount } }

    /// Of those, the ones that were neither entered nor taken back.
    var openPromisesCount: Int { state.withLock { $0.promises.count } }

    /// Lets nothing be promised, as where room is short.
    func promiseNothing() { state.withLock { $0.promisesNothing = true } }

    /// Lets what is kept wait until `enter` is called.
    func enterLater() { state.withLock { $0.entersLater = true } }

    /// Enters what was kept.
    func enter() {
        state.withLock { state in
            for promise in state.kept.keys { state.enter(promise) }
            state.kept = [:]
        }
    }

    /// Cannot enter what was kept.
    func lose() {
        let lost = state.withLock { state in
            defer { state.kept = [:] }
            for promise in state.kept.keys { state.promises[promise] = nil }
            return state.kept.values
        }
        for whenLost in lost { whenLost() }
    }

    func promise(_ provisions: [Provision], name: String) -> QuotaPromise? {
        state.withLock { state in
            guard !state.promisesNothing, provisions.allSatisfy({ state.hasRoom(for: $0) }) else { return nil }
            state.promisedCount += 1
            let promise = QuotaPromise(Int64(state.promisedCount))
            state.promises[promise] = provisions
            return promise
        }
    }

    func keep(_ promise: QuotaPromise, whenLost: @escaping @Sendable () -> Void) {
        state.withLock { state in
            guard state.promises[promise] != nil, state.kept[promise] == nil else {
                Issue.record("it is not open")
                return
            }
            if state.entersLater { state.kept[promise] = whenLost } else { state.enter(promise) }
        }
    }

    func drop(_ promise: QuotaPromise) { state.withLock { $0.promises[promise] = nil } }

    func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws -> CommissionSerial {
        try state.withLock { state in
            if state.takesNothingBack, provisions.contains(where: { $0.quantity < 0 }) {
                throw Fault(.overLimit, "There is less.")
            }
            for provision in provisions {
                guard state.hasRoom(for: provision) else {
                    throw Fault(.overLimit, "\(provision.holder) has not enough capacity of \(provision.resource).")
                }
            }
            state.last += 1
            state.issuedCount += 1
            let serial = CommissionSerial(state.last)
            if autoAccept {
                for provision in provisions { state.usage[provision.holder, default: 0] += provision.quantity }
            } else {
                state.pending[serial] = CommissionInfo(
                    serial: serial, name: name, issued: now(), provisions: provisions)
            }
            return serial
        }
    }

    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        try state.withLock { state in
            guard !state.failsToAccept else { throw Fault(.serviceUnavailable, "away") }
            guard !state.cannotResolve else { return Resolution(conflicting: accept + reject) }
            var resolution = Resolution()
            for serial in accept {
                guard let info = state.pending.removeValue(forKey: serial) else {
                    resolution.unknown.append(serial)
                    continue
                }
                for provision in info.provisions { state.usage[provision.holder, default: 0] += provision.quantity }
                resolution.accepted.append(serial)
            }
            for serial in reject where state.pending.removeValue(forKey: serial) != nil {
                resolution.rejected.append(serial)
            }
            return resolution
        }
    }

    func pending() async throws -> [CommissionSerial] { state.withLock { $0.pending.keys.sorted() } }

    func info(_ serial: CommissionSerial) async throws -> CommissionInfo? {
        state.withLock(\.whenAsked)()
        return state.withLock { $0.pending[serial] }
    }

    func quotas(of user: UserID?) async throws -> [UserID: Quotas] {
        try quotas(of: user, withPromises: true)
    }

    fileprivate func quotas(of user: UserID?, withPromises: Bool) throws -> [UserID: Quotas] {
        try state.withLock { state in
            guard !state.failsToAnswer else { throw Fault(.serviceUnavailable, "away") }
            let users = user.map { [$0] } ?? Array(state.usage.keys)
            let quotas = users.map { user in
                let promised = withPromises ? Array(state.promises.values.joined()) : []
                let pending = (state.pending.values.flatMap(\.provisions) + promised).filter { $0.holder == user }
                    .reduce(0) { $0 + $1.quantity }
                let usage = QuotaUsage(
                    limit: state.limit, usage: (state.usage[user] ?? 0) + max(pending, 0), pending: pending)
                return (user, [ProjectID.system: ["pithos.diskspace": usage]])
            }
            return Dictionary(uniqueKeysWithValues: quotas)
        }
    }

    /// Does what is returned when the power is cut: all that happened since is forgotten.
    func powerCut() -> @Sendable () -> Void {
        let durable = state.withLock { ($0.usage, $0.pending, $0.last) }
        return {
            self.state.withLock {
                ($0.usage, $0.pending, $0.last) = durable
                $0.promises = [:]
            }
        }
    }
}

/// The same as another process sees it, which knows of no promises.
struct LedgerElsewhere: QuotaHolder {
    let ledger: LedgerQuota

    func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws -> CommissionSerial {
        try await ledger.issue(provisions, name: name, force: force, autoAccept: autoAccept)
    }

    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        try await ledger.resolve(accept: accept, reject: reject)
    }

    func pending() async throws -> [CommissionSerial] { try await ledger.pending() }

    func info(_ serial: CommissionSerial) async throws -> CommissionInfo? { try await ledger.info(serial) }

    func quotas(of user: UserID?) async throws -> [UserID: Quotas] {
        try ledger.quotas(of: user, withPromises: false)
    }
}

/// Knows everyone but `nobody`.
struct OpenCatalog: UserCatalog {
    func usernames(of users: [UserID]) async throws -> [UserID: String] {
        Dictionary(users.filter { $0.rawValue != "nobody" }.map { ($0, "\($0)@example.org") }) { first, _ in first }
    }

    func users(named usernames: [String]) async throws -> [String: UserID] { [:] }
}
