import SQLAccess
import Vocabulary

extension Transaction {
    var flavors: FlavorStore { FlavorStore(tx: self) }
}

/// The SQL of `flavor`.
struct FlavorStore {
    let tx: Transaction

    static let columns: SQL = "id, cpus, ram_mib, disk_gib, disk_template, deleted"

    /// Also a deleted one.
    ///
    /// - Throws: itemNotFound.
    func find(_ id: Flavor.ID) throws -> Flavor {
        guard let flavor = try lookup(id) else { throw Fault(.itemNotFound, "Flavor not found.") }
        return flavor
    }

    func lookup(_ id: Flavor.ID) throws -> Flavor? {
        try tx.first("SELECT \(Self.columns) FROM flavor WHERE id = \(id)").map(Flavor.init(row:))
    }

    /// - Throws: itemNotFound, also for a deleted one: no new server may have it.
    func findUsable(_ id: Flavor.ID?) throws -> Flavor {
        guard let id, let flavor = try lookup(id), !flavor.isDeleted else {
            throw Fault(.itemNotFound, "Flavor not found.")
        }
        return flavor
    }

    /// By id.
    func list(includesDeleted: Bool) throws -> [Flavor] {
        let conditions: [SQL] = includesDeleted ? [] : ["NOT deleted"]
        return try tx.all("SELECT \(Self.columns) FROM flavor WHERE \(.and(conditions)) ORDER BY id", Flavor.init(row:))
    }

    /// Makes it, or brings back a deleted one of the same size.
    func upsert(cpus: Int, memoryMiB: Int, diskGiB: Int, diskTemplate: String) throws -> Flavor {
        let rows = try tx.all(
            """
            INSERT INTO flavor (cpus, ram_mib, disk_gib, disk_template, deleted)
            VALUES (\(cpus), \(memoryMiB), \(diskGiB), \(diskTemplate), FALSE)
            ON CONFLICT (cpus, ram_mib, disk_gib, disk_template) DO UPDATE SET deleted = FALSE
            RETURNING \(Self.columns)
            """, Flavor.init(row:))
        guard let flavor = rows.first else { throw DatabaseError.noRow(statement: "INSERT INTO flavor") }
        return flavor
    }

    /// False when there is none.
    func setDeleted(_ deleted: Bool, on id: Flavor.ID) throws -> Bool {
        try tx.run("UPDATE flavor SET deleted = \(deleted) WHERE id = \(id)") > 0
    }
}

extension Flavor {
    /// Reads the columns of `FlavorStore.columns`.
    fileprivate init(row: Row) throws {
        self.init(
            id: try row.get(0), cpus: try row.get(1), memoryMiB: try row.get(2), diskGiB: try row.get(3),
            diskTemplate: try row.get(4), isDeleted: try row.get(5))
    }
}
