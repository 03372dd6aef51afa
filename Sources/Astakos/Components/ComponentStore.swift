import SQLAccess
import Vocabulary

extension Transaction {
    var components: ComponentStore { ComponentStore(tx: self) }
}

/// The table `components`.
struct ComponentStore {
    let tx: Transaction

    private static let columns: SQL = "id, name, url, token_created, token_expires"

    func lookup(tokenDigest digest: [UInt8]) throws -> Component? { try first("token_digest = \(digest)") }
    func lookup(_ id: Component.ID) throws -> Component? { try first("id = \(id)") }
    func lookup(named name: String) throws -> Component? { try first("name = \(name)") }
    func lookup(url: String) throws -> Component? { try first("url = \(url)") }

    private func first(_ condition: SQL) throws -> Component? {
        try tx.first("SELECT \(Self.columns) FROM components WHERE \(condition)").map(Component.init)
    }

    func list() throws -> [Component] {
        try tx.all("SELECT \(Self.columns) FROM components ORDER BY id", Component.init)
    }

    func sealedTokens() throws -> [Component.ID: [UInt8]] {
        var found: [Component.ID: [UInt8]] = [:]
        try tx.forEach("SELECT id, token_sealed FROM components") { found[try $0.get(0)] = try $0.get(1) }
        return found
    }

    func insert(name: String, url: String?, token: StoredToken) throws -> Component.ID {
        let id = try tx.value(
            """
            INSERT INTO components (name, url, token_digest, token_sealed, token_created, token_expires)
            VALUES (\(name), \(url), \(token.digest), \(token.sealed), \(token.created), \(token.expires)) RETURNING id
            """, as: Component.ID.self)
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO components") }
        return id
    }

    func set(url: String?, of id: Component.ID) throws {
        try tx.run("UPDATE components SET url = \(url) WHERE id = \(id)")
    }

    func set(_ token: StoredToken, of id: Component.ID) throws {
        try tx.run(
            """
            UPDATE components SET token_digest = \(token.digest), token_sealed = \(token.sealed),
                token_created = \(token.created), token_expires = \(token.expires) WHERE id = \(id)
            """)
    }

    func delete(_ id: Component.ID) throws {
        try tx.services.deleteAll(of: id)
        try tx.run("DELETE FROM components WHERE id = \(id)")
    }
}

extension Component {
    fileprivate init(_ row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        url = try row.getOptional(2)
        tokenCreated = try row.get(3)
        tokenExpires = try row.getOptional(4)
    }
}
