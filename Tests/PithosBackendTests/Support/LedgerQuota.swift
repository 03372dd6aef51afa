import AstakosClient
import Synchronization
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
        var issuedAheadCount = 0
        var whenAsked: @Sendable () -> Void = {}
        var takesNothingBack = false
        var failsToAnswer = false
        var mayForget = false
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

    /// Of those, the ones that were asked for ahead of the disk.
    var issuedAheadCount: Int { state.withLock { $0.issuedAheadCount } }

    func issueSoon(_ provisions: [Provision], name: String) async throws -> CommissionSerial {
        state.withLock { $0.issuedAheadCount += 1 }
        return try await issue(provisions, name: name)
    }

    func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws -> CommissionSerial {
        try state.withLock { state in
            if state.takesNothingBack, provisions.contains(where: { $0.quantity < 0 }) {
                throw Fault(.overLimit, "There is less.")
            }
            for provision in provisions where provision.quantity > 0 {
                let pending = state.pending.values.flatMap(\.provisions)
                    .filter { $0.holder == provision.holder && $0.quantity > 0 }.reduce(0) { $0 + $1.quantity }
                guard (state.usage[provision.holder] ?? 0) + pending + provision.quantity <= state.limit else {
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
        try state.withLock { state in
            guard !state.failsToAnswer else { throw Fault(.serviceUnavailable, "away") }
            let users = user.map { [$0] } ?? Array(state.usage.keys)
            let quotas = users.map { user in
                let pending = state.pending.values.flatMap(\.provisions).filter { $0.holder == user }
                    .reduce(0) { $0 + $1.quantity }
                let usage = QuotaUsage(
                    limit: state.limit, usage: (state.usage[user] ?? 0) + max(pending, 0), pending: pending)
                return (user, [ProjectID.system: ["pithos.diskspace": usage]])
            }
            return Dictionary(uniqueKeysWithValues: quotas)
        }
    }

    var mayForget: Bool { state.withLock(\.mayForget) }

    func forgetWhenPowerIsCut() { state.withLock { $0.mayForget = true } }

    func skipSerials(through serial: CommissionSerial) async throws {
        state.withLock { $0.last = max($0.last, serial.rawValue) }
    }

    /// Does what is returned when the power is cut: all that happened since is forgotten.
    func powerCut() -> @Sendable () -> Void {
        let durable = state.withLock { ($0.usage, $0.pending, $0.last) }
        return { self.state.withLock { ($0.usage, $0.pending, $0.last) = durable } }
    }
}

/// Knows everyone but `nobody`.
struct OpenCatalog: UserCatalog {
    func usernames(of users: [UserID]) async throws -> [UserID: String] {
        Dictionary(users.filter { $0.rawValue != "nobody" }.map { ($0, "\($0)@example.org") }) { first, _ in first }
    }

    func users(named usernames: [String]) async throws -> [String: UserID] { [:] }
}
