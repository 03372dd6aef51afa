import AstakosClient
import Synchronization
import Vocabulary

/// Grants everything, and counts how often it is asked.
final class EndlessQuota: QuotaHolder {
    private let last = Mutex<Int64>(0)

    var issued: Int64 { last.withLock { $0 } }

    func issue(
        _ provisions: [Provision], name: String, force: Bool, autoAccept: Bool
    ) async throws -> CommissionSerial {
        CommissionSerial(
            last.withLock {
                $0 += 1; return $0
            })
    }

    func resolve(accept: [CommissionSerial], reject: [CommissionSerial]) async throws -> Resolution {
        Resolution(accepted: accept, rejected: reject)
    }

    func pending() async throws -> [CommissionSerial] { [] }
    func info(_ serial: CommissionSerial) async throws -> CommissionInfo? { nil }
    func quotas(of user: UserID?) async throws -> [UserID: Quotas] { [:] }
}
