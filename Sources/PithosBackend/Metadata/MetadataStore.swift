import SQLAccess
import Vocabulary

/// The table `attributes`.
struct MetadataStore {
    let tx: Transaction

    /// The metadata of a version, by domain.
    func list(_ version: NodeVersion.ID) throws -> [String: [String: String]] {
        var result: [String: [String: String]] = [:]
        try tx.forEach("SELECT domain, key, value FROM attributes WHERE serial = \(version)") { row in
            result[try row.get(0), default: [:]][try row.get(1)] = try row.getOptional(2) ?? ""
        }
        return result
    }

    func list(_ version: NodeVersion.ID, domain: MetadataDomain) throws -> [String: String] {
        var result: [String: String] = [:]
        try tx.forEach(
            "SELECT key, value FROM attributes WHERE serial = \(version) AND domain = \(domain.rawValue)"
        ) { row in
            result[try row.get(0)] = try row.getOptional(1) ?? ""
        }
        return result
    }

    /// Gives a new version its metadata, in as few statements as its size allows.
    ///
    /// - Parameter container: of an object, whose keys and values are found through it.
    func insert(
        _ metadata: [String: [String: String]], version: NodeVersion.ID, node: Node.ID, container: Node.ID?
    ) throws {
        let rows = metadata.flatMap { domain, values in
            let container = domain == MetadataDomain.pithos.rawValue ? container : nil
            return values.map { key, value -> SQL in
                "(\(version), \(domain), \(key), \(value), \(node), TRUE, \(container))"
            }
        }
        for start in stride(from: 0, to: rows.count, by: 100) {
            let part = Array(rows[start..<min(start + 100, rows.count)])
            try tx.run(
                """
                INSERT INTO attributes (serial, domain, key, value, node, is_latest, container)
                VALUES \(.commaSeparated(part))
                """)
        }
    }

    /// Marks that a version is no longer its node's newest.
    func retire(_ version: NodeVersion.ID) throws {
        try tx.run("UPDATE attributes SET is_latest = FALSE WHERE serial = \(version)")
    }
}

/// The table `object_keys`: which metadata keys the current objects of a container use, and how many objects use each.
///
/// Ours; the original searches all attributes for every look at a container.
struct ObjectKeyStore {
    let tx: Transaction

    /// In order of the keys.
    func list(_ container: Node.ID) throws -> [String] {
        try tx.all("SELECT key FROM object_keys WHERE node = \(container) AND population > 0 ORDER BY key") {
            try $0.get(0)
        }
    }

    func adjust(_ container: Node.ID, removed: some Sequence<String>, added: some Sequence<String>) throws {
        let old = Set(removed.map { ExactText($0) })
        let new = Set(added.map { ExactText($0) })
        for key in old.subtracting(new).map(\.text).sorted(by: PathRange.isLess) {
            try tx.run("UPDATE object_keys SET population = population - 1 WHERE node = \(container) AND key = \(key)")
        }
        for key in new.subtracting(old).map(\.text).sorted(by: PathRange.isLess) {
            try tx.run(
                """
                INSERT INTO object_keys (node, key, population) VALUES (\(container), \(key), 1)
                ON CONFLICT (node, key) DO UPDATE SET population = object_keys.population + 1
                """)
        }
    }
}
