import AstakosClient
import Vocabulary

/// A quota holder that knows nothing of one user: of a user who is gone, for instance.
struct QuotaWithout: QuotaHolder {
    let user: UserID
    let others: LedgerQuota

    func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws -> CommissionSerial {
        guard provisions.allSatisfy({ $0.holder != user }) else {
            throw Fault(.itemNotFound, "There is no such holding")
        }
        return try await others.issue(provisions, name: name, force: force, autoAccept: autoAccept)
    }

    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        try await others.resolve(accept: accept, reject: reject)
    }

    func pending() async throws -> [CommissionSerial] { try await others.pending() }

    func info(_ serial: CommissionSerial) async throws -> CommissionInfo? { try await others.info(serial) }

    func quotas(of user: UserID?) async throws -> [UserID: Quotas] {
        user == self.user ? [:] : try await others.quotas(of: user)
    }
}
