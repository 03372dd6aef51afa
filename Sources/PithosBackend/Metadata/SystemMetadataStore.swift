import SQLAccess
import Vocabulary

/// The table `system_metadata`. Its rows go with their versions.
struct SystemMetadataStore {
    let tx: Transaction

    func find(_ version: NodeVersion.ID) throws -> SystemMetadata {
        var values: [SystemMetadata.Key: String] = [:]
        try tx.forEach("SELECT key, value FROM system_metadata WHERE serial = \(version)") { row in
            if let key = SystemMetadata.Key(rawValue: try row.get(0)) { values[key] = try row.get(1) }
        }
        return SystemMetadata(values)
    }

    func insert(_ system: SystemMetadata, version: NodeVersion.ID) throws {
        for (key, value) in system.values.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            try tx.run(
                "INSERT INTO system_metadata (serial, key, value) VALUES (\(version), \(key.rawValue), \(value))")
        }
    }

    /// The values of one key of what is current in a range of paths.
    func list(_ key: SystemMetadata.Key, in range: PathRange) throws -> [ExactText: String] {
        var condition: SQL = "n.path >= \(range.lower)"
        if let upper = range.upper { condition += " AND n.path < \(upper)" }
        var values: [ExactText: String] = [:]
        try tx.forEach(
            """
            SELECT n.path, s.value FROM nodes n
            JOIN system_metadata s ON s.serial = n.latest_version AND s.key = \(key.rawValue)
            WHERE \(condition)
            """
        ) { row in
            values[ExactText(try row.get(0, as: String.self))] = try row.get(1)
        }
        return values
    }
}

extension Transaction {
    var systemMetadata: SystemMetadataStore { SystemMetadataStore(tx: self) }
}
