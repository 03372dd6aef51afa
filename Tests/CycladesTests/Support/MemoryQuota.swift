import AstakosClient
import Synchronization
import Vocabulary

/// A quota holder in memory with exact limits, for tests of what services charge and give back.
final class MemoryQuota: QuotaHolder {
    private struct State {
        var limits: [String: Int64] = [:]
        var usage: [UserID: [String: Int64]] = [:]
        var pending: [CommissionSerial: CommissionInfo] = [:]
        var nextSerial: Int64 = 1
        var isAway = false
        var acceptsAway = false
    }

    private let state = Mutex(State())

    struct Away: Error {}

    func setLimit(_ limit: Int64, of resource: String) { state.withLock { $0.limits[resource] = limit } }

    /// While away every call throws; or only accepting and rejecting do.
    func setAway(_ isAway: Bool) { state.withLock { $0.isAway = isAway } }
    func setResolvingAway(_ isAway: Bool) { state.withLock { $0.acceptsAway = isAway } }

    /// Committed and pending together.
    func usage(_ resource: String, of user: UserID) -> Int64 { state.withLock { $0.usage[user]?[resource] ?? 0 } }
    var pendingCount: Int { state.withLock { $0.pending.count } }

    func issue(_ provisions: [Provision], name: String, force: Bool, autoAccept: Bool) async throws -> CommissionSerial
    {
        try state.withLock { state in
            if state.isAway { throw Away() }
            for provision in provisions where provision.quantity > 0 && !force {
                let used = state.usage[provision.holder]?[provision.resource] ?? 0
                if let limit = state.limits[provision.resource], used + provision.quantity > limit {
                    throw Fault(
                        .overLimit, "Limit exceeded",
                        data: """
                            {"provision": {"resource": "\(provision.resource)", "quantity": \(provision.quantity)}, \
                            "limit": \(limit), "usage": \(used)}
                            """)
                }
            }
            for provision in provisions {
                state.usage[provision.holder, default: [:]][provision.resource, default: 0] += provision.quantity
            }
            let serial = CommissionSerial(state.nextSerial)
            state.nextSerial += 1
            if !autoAccept {
                state.pending[serial] = CommissionInfo(
                    serial: serial, name: name, issued: .now(), provisions: provisions)
            }
            return serial
        }
    }

    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        try state.withLock { state in
            if state.isAway || state.acceptsAway { throw Away() }
            var resolution = Resolution()
            for serial in accept {
                if state.pending.removeValue(forKey: serial) == nil {
                    resolution.unknown.append(serial)
                } else {
                    resolution.accepted.append(serial)
                }
            }
            for serial in reject {
                guard let info = state.pending.removeValue(forKey: serial) else {
                    resolution.unknown.append(serial)
                    continue
                }
                for provision in info.provisions {
                    state.usage[provision.holder, default: [:]][provision.resource, default: 0] -= provision.quantity
                }
                resolution.rejected.append(serial)
            }
            return resolution
        }
    }

    func pending() async throws -> [CommissionSerial] { state.withLock { $0.pending.keys.sorted() } }

    func info(_ serial: CommissionSerial) async throws -> CommissionInfo? { state.withLock { $0.pending[serial] } }

    func quotas(of user: UserID?) async throws -> [UserID: Quotas] { [:] }
}
