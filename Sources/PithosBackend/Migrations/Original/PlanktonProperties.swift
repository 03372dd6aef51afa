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
