import SQLAccess
import Vocabulary

/// The properties of images: until 0.14 one text of JSON, since 0.15 an entry each.
enum PlanktonProperties {
    private static let old = "plankton:properties"
    private static let prefix = "plankton:property:"

    /// Makes an entry of each property. A text that is no JSON stays as it is.
    static let split: @Sendable (Transaction) throws -> Void = { tx in
        let rows = try tx.all(
            """
            SELECT serial, value, node, is_latest FROM attributes WHERE domain = 'plankton' AND key = \(old)
            """)
        for row in rows {
            let serial: Int64 = try row.get(0)
            guard let properties = properties(try row.getOptional(1)) else { continue }
            for (name, value) in properties.sorted(by: { $0.key < $1.key }) {
                try tx.run(
                    """
                    INSERT INTO attributes (serial, domain, key, value, node, is_latest)
                    VALUES (\(serial), 'plankton', \(prefix + name), \(value), \(try row.get(2, as: Int64.self)),
                        \(try row.get(3, as: Bool.self)))
                    ON CONFLICT (serial, domain, key) DO NOTHING
                    """)
            }
            try tx.run("DELETE FROM attributes WHERE serial = \(serial) AND domain = 'plankton' AND key = \(old)")
        }
    }

    /// Makes one text of all properties of an image again.
    ///
    /// - Throws: `SchemaUpgradeError` that names an image whose text would be longer than its column.
    static func join(_ tx: Transaction) throws {
        let rows = try tx.all(
            """
            SELECT a.serial, a.key, a.value, a.node, a.is_latest, n.path FROM attributes a
            JOIN versions v ON v.serial = a.serial JOIN nodes n ON n.node = v.node
            WHERE a.domain = 'plankton' AND a.key >= \(prefix) AND a.key < 'plankton:property;' ORDER BY a.serial, a.key
            """)
        var images: [(first: Row, properties: [String: JSONValue])] = []
        for row in rows {
            let serial: Int64 = try row.get(0)
            if try images.last?.first.get(0, as: Int64.self) != serial { images.append((row, [:])) }
            let name = try row.get(1, as: String.self).dropFirst(prefix.count)
            images[images.count - 1].properties[String(name)] = .string(try row.getOptional(2) ?? "")
        }
        for (row, properties) in images {
            let serial: Int64 = try row.get(0)
            let text = JSONWriter.text(JSONValue.object(properties))
            guard text.unicodeScalars.count <= 256 else {
                throw SchemaUpgradeError(
                    "The properties of the image \(try row.get(5, as: String.self)) (version \(serial)) are "
                        + "\(text.unicodeScalars.count) characters; Synnefo 0.14 has room for 256. Take some away.")
            }
            try tx.run(
                """
                INSERT INTO attributes (serial, domain, key, value, node, is_latest)
                VALUES (\(serial), 'plankton', \(old), \(text), \(try row.get(3, as: Int64.self)),
                    \(try row.get(4, as: Bool.self)))
                ON CONFLICT (serial, domain, key) DO UPDATE SET value = EXCLUDED.value
                """)
        }
        try tx.run(
            "DELETE FROM attributes WHERE domain = 'plankton' AND key >= \(prefix) AND key < 'plankton:property;'")
    }

    /// Nil for what is no JSON object, or has a name that is too long for a key.
    private static func properties(_ text: String?) -> [String: String]? {
        guard let text, let members = try? JSONValue(parsing: text).members() else { return nil }
        guard members.keys.allSatisfy({ $0.unicodeScalars.count <= 128 - prefix.count }) else { return nil }
        return members.compactMapValues { value in
            switch value {
            case .string(let text): text
            case .int, .double, .bool: value.description
            case .null, .array, .object: nil
            }
        }
    }
}
