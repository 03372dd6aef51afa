import AstakosClient
import SQLAccess
import Vocabulary

/// Charges users for what they get: asks the quota holder, writes down its serial together with the change, then
/// settles.
///
/// Between the two databases there is no common transaction. A crash before the change is written leaves a commission
/// that nobody knows, which `CommissionReconciler` rejects; a crash after it leaves one that is known, which it
/// accepts.
struct ResourceCharge: Sendable {
    let database: any Database
    let quota: any QuotaHolder
    let clock: @Sendable () -> Timestamp
    /// A change that takes longer than this after its commission is given up: the reconciler may have rejected it.
    let patience: Duration

    /// Runs `change` in one transaction with the decision about the commission. Throws what the change throws; nothing
    /// is charged then.
    func holding<Value: Sendable>(
        _ provisions: [Provision], name: String,
        _ change: @escaping @Sendable (Transaction, CommissionSerial) throws -> Value
    ) async throws -> Value {
        let issued = clock()
        let serial: CommissionSerial
        do {
            serial = try await quota.issue(provisions, name: name)
        } catch {
            throw QuotaLimit.explain(error)
        }
        let value: Value
        do {
            value = try await record(serial, issued: issued, change)
        } catch {
            await giveUp(serial, because: error)
            throw error
        }
        await settle(serial)
        return value
    }

    /// The same for giving back, which no limit can refuse.
    func releasing(
        _ provisions: [Provision], name: String,
        _ change: @escaping @Sendable (Transaction, CommissionSerial) throws -> Void
    ) async throws {
        let issued = clock()
        let serial = try await quota.issue(provisions, name: name, force: true, autoAccept: false)
        do {
            try await record(serial, issued: issued, change)
        } catch {
            await giveUp(serial, because: error)
            throw error
        }
        await settle(serial)
    }

    private func record<Value: Sendable>(
        _ serial: CommissionSerial, issued: Timestamp,
        _ change: @escaping @Sendable (Transaction, CommissionSerial) throws -> Value
    ) async throws -> Value {
        try await database.write { [clock, patience] tx in
            let now = clock()
            guard now - issued < patience else {
                throw Fault(.serviceUnavailable, "The request took too long; try again")
            }
            try tx.commissions.recordAccepted(serial, at: now)
            return try change(tx, serial)
        }
    }

    /// Rejects, unless the database may have committed without telling us: then the reconciler finds out.
    private func giveUp(_ serial: CommissionSerial, because error: any Error) async {
        if case DatabaseError.unavailable? = error as? DatabaseError { return }
        try? await quota.reject(serial)
    }

    /// The change is made; if Astakos is away now, the reconciler accepts later.
    private func settle(_ serial: CommissionSerial) async {
        try? await quota.accept(serial)
    }
}
