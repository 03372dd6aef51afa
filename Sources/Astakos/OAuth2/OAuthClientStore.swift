import SQLAccess
import Vocabulary

extension Transaction {
    var oauthClients: OAuthClientStore { OAuthClientStore(tx: self) }
}

/// The tables `oauth2_clients` and `oauth2_redirect_urls`.
struct OAuthClientStore {
    let tx: Transaction

    /// In the order they were added.
    func list() throws -> [OAuthClient] { try list(where: "TRUE") }

    func lookup(_ id: OAuthClient.ID) throws -> OAuthClient? {
        try list(where: "id = \(id)").first
    }

    func lookup(identifier: String) throws -> OAuthClient? {
        try list(where: "identifier = \(identifier)").first
    }

    private func list(where condition: SQL) throws -> [OAuthClient] {
        var urls: [OAuthClient.ID: [String]] = [:]
        try tx.forEach(
            """
            SELECT client_id, url FROM oauth2_redirect_urls
            WHERE client_id IN (SELECT id FROM oauth2_clients WHERE \(condition)) ORDER BY id
            """
        ) { urls[try $0.get(0), default: []].append(try $0.get(1)) }
        return try tx.all(
            "SELECT id, identifier, type, is_trusted, created FROM oauth2_clients WHERE \(condition) ORDER BY id"
        ) { row in
            let id = try row.get(0, as: OAuthClient.ID.self)
            return OAuthClient(
                id: id, identifier: try row.get(1), kind: .init(rawValue: try row.get(2)) ?? .confidential,
                isTrusted: try row.get(3), created: try row.get(4), redirectURLs: urls[id] ?? [])
        }
    }

    /// Nil for a client without a secret.
    func secretDigest(of id: OAuthClient.ID) throws -> [UInt8]? {
        try tx.first("SELECT secret_digest FROM oauth2_clients WHERE id = \(id)")?.getOptional(0)
    }

    func insert(
        identifier: String, secretDigest: [UInt8]?, kind: OAuthClient.Kind, isTrusted: Bool, created: Timestamp
    ) throws -> OAuthClient.ID {
        let id = try tx.value(
            """
            INSERT INTO oauth2_clients (identifier, secret_digest, type, is_trusted, created)
            VALUES (\(identifier), \(secretDigest), \(kind.rawValue), \(isTrusted), \(created)) RETURNING id
            """, as: OAuthClient.ID.self)
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO oauth2_clients") }
        return id
    }

    /// Makes a client one of the cloud's own.
    func trust(_ id: OAuthClient.ID, secretDigest: [UInt8]) throws {
        try tx.run(
            """
            UPDATE oauth2_clients SET type = \(OAuthClient.Kind.confidential.rawValue), is_trusted = TRUE,
                secret_digest = \(secretDigest) WHERE id = \(id)
            """)
    }

    /// Adds an address; nothing where it is there already.
    func add(url: String, to id: OAuthClient.ID) throws {
        try tx.run(
            """
            INSERT INTO oauth2_redirect_urls (client_id, url) VALUES (\(id), \(url)) ON CONFLICT DO NOTHING
            """)
    }

    /// With its addresses, and all that it was granted.
    func delete(_ id: OAuthClient.ID) throws {
        try tx.run("DELETE FROM oauth2_clients WHERE id = \(id)")
    }
}
