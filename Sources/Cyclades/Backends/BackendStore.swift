import SQLAccess
import Vocabulary

extension Transaction {
    var backends: BackendStore { BackendStore(tx: self) }
}

/// The SQL of `backend`.
struct BackendStore {
    let tx: Transaction

    private static let columns: SQL = "id, name, slot, drained, offline"

    func list() throws -> [Backend] {
        try tx.all("SELECT \(Self.columns) FROM backend ORDER BY id", Backend.init(row:))
    }

    func lookup(name: String) throws -> Backend? {
        try tx.first("SELECT \(Self.columns) FROM backend WHERE name = \(name)").map(Backend.init(row:))
    }

    func lookup(_ id: Backend.ID) throws -> Backend? {
        try tx.first("SELECT \(Self.columns) FROM backend WHERE id = \(id)").map(Backend.init(row:))
    }

    /// Makes one in the lowest free slot.
    ///
    /// - Throws: badRequest when all 16 slots are taken.
    func insert(name: String) throws -> Backend {
        let taken = Set(try tx.all("SELECT slot FROM backend", { try $0.get(0, as: Int.self) }))
        guard let slot = (0...15).first(where: { !taken.contains($0) }) else {
            throw Fault(.badRequest, "There are 16 backends already, which is the most there can be")
        }
        let rows = try tx.all(
            """
            INSERT INTO backend (name, slot, drained, offline) VALUES (\(name), \(slot), FALSE, FALSE)
            RETURNING \(Self.columns)
            """, Backend.init(row:))
        guard let backend = rows.first else { throw DatabaseError.noRow(statement: "INSERT INTO backend") }
        return backend
    }
}

extension Backend {
    /// Reads the columns of `BackendStore.columns`.
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get(0), name: try row.get(1), slot: try row.get(2), isDrained: try row.get(3),
            isOffline: try row.get(4))
    }
}
