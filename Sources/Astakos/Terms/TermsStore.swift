import SQLAccess
import Vocabulary

extension Transaction {
    var terms: TermsStore { TermsStore(tx: self) }
}

/// The table `terms`.
struct TermsStore {
    let tx: Transaction

    private static let columns: SQL = "id, date, location"

    /// The newest first.
    func list() throws -> [Terms] {
        try tx.all("SELECT \(Self.columns) FROM terms ORDER BY id DESC") { try Terms($0) }
    }

    func newest() throws -> Terms? {
        try tx.first("SELECT \(Self.columns) FROM terms ORDER BY id DESC LIMIT 1").map { try Terms($0) }
    }

    func lookup(_ id: Terms.ID) throws -> Terms? {
        try tx.first("SELECT \(Self.columns) FROM terms WHERE id = \(id)").map { try Terms($0) }
    }

    func insert(at time: Timestamp, location: String) throws -> Terms.ID {
        let id = try tx.value(
            "INSERT INTO terms (date, location) VALUES (\(time), \(location)) RETURNING id", as: Terms.ID.self)
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO terms") }
        return id
    }

    /// False when there were none of this id.
    func delete(_ id: Terms.ID) throws -> Bool {
        try tx.run("DELETE FROM terms WHERE id = \(id)") > 0
    }
}

extension Terms {
    fileprivate init(_ row: Row) throws {
        self.init(id: try row.get(0), published: try row.get(1), location: try row.get(2))
    }
}
