import AstakosClient
import SQLAccess
import Vocabulary

/// The table `qh_serials`: commissions whose change is committed here and that Astakos has yet to accept.
///
/// A serial gets in with the transaction of its change, so after a crash the list says of every pending commission
/// whether its change happened. Source: object-storage.md 4.7.
struct CommissionStore {
    let tx: Transaction

    func insert(_ serial: CommissionSerial) throws {
        try tx.run("INSERT INTO qh_serials (serial) VALUES (\(serial))")
    }

    func list() throws -> [CommissionSerial] {
        try tx.all("SELECT serial FROM qh_serials ORDER BY serial") { try $0.get(0) }
    }

    func delete(_ serials: [CommissionSerial]) throws {
        for start in stride(from: 0, to: serials.count, by: 500) {
            try tx.run(
                "DELETE FROM qh_serials WHERE serial IN \(.list(serials[start..<min(start + 500, serials.count)]))")
        }
    }
}
