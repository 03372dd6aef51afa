import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var commissions: CommissionStore { CommissionStore(tx: self) }
}

/// The SQL of `commission`: what this component has decided about commissions it was given. A decision is written in
/// the transaction it belongs to, so that it is true exactly when the change happened (compute.md 5.3).
struct CommissionStore {
    let tx: Transaction

    func recordAccepted(_ serial: CommissionSerial, at now: Timestamp) throws {
        try tx.run("INSERT INTO commission (serial, accepted, recorded) VALUES (\(serial), TRUE, \(now))")
    }

    /// Which of these were accepted.
    func accepted(among serials: [CommissionSerial]) throws -> Set<CommissionSerial> {
        var accepted: Set<CommissionSerial> = []
        for part in serials.chunks(of: 500) {
            try tx.forEach("SELECT serial FROM commission WHERE accepted AND serial IN \(.list(part))") {
                accepted.insert(try $0.get(0))
            }
        }
        return accepted
    }

    /// Forgets decisions that have long been carried out.
    func prune(before time: Timestamp, except pending: [CommissionSerial]) throws {
        let kept: SQL = pending.isEmpty ? "TRUE" : "serial < \(pending.min() ?? CommissionSerial(0))"
        try tx.run("DELETE FROM commission WHERE recorded < \(time) AND \(kept)")
    }
}
