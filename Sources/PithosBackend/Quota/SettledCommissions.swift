import AstakosClient
import Synchronization

/// Commissions that Astakos has accepted and that `qh_serials` still lists. They are taken off the list with the next
/// change that is written anyway, which saves each change a transaction of its own; after a crash the reconciler does
/// it.
final class SettledCommissions: Sendable {
    private let serials = Mutex<Set<CommissionSerial>>([])

    /// What may be taken off the list.
    var all: [CommissionSerial] { serials.withLock { $0.sorted() } }

    func insert(_ serial: CommissionSerial) { _ = serials.withLock { $0.insert(serial) } }

    /// They are off the list.
    func remove(_ gone: [CommissionSerial]) { serials.withLock { $0.subtract(gone) } }
}
