import SQLAccess
public import Vocabulary

/// The registry of OAuth clients. Source: identity.md 8.9, 8.12.
public struct OAuthClientService: Sendable {
    let database: any Database
    let keyring: Keyring
    let now: @Sendable () -> Timestamp

    /// Registers a client.
    ///
    /// - Parameters:
    ///   - secret: of a confidential client, 1 to 255 printable characters; made up when nil.
    ///   - urls: where users may be sent back to: these addresses and what lies below them; at least one.
    /// - Returns: it, with its secret; nil for a public client.
    /// - Throws: badRequest that says what is wrong; conflict when there is one of this name.
    public func add(
        _ identifier: String, secret: String? = nil, kind: OAuthClient.Kind = .confidential, isTrusted: Bool = false,
        urls: [String]
    ) async throws -> (OAuthClient, secret: String?) {
        try Self.validate(identifier: identifier)
        if let secret { try Self.validate(secret: secret) }
        guard kind == .confidential || secret == nil else {
            throw Fault(.badRequest, "A public client has no secret.")
        }
        guard !urls.isEmpty else { throw Fault(.badRequest, "A client needs at least one redirect URL.") }
        for url in urls { try Self.validate(url: url) }
        let secret = kind == .confidential ? secret ?? RandomToken.text() : nil
        let digest = secret.map { keyring.digest($0, for: .oauthSecret) }
        let created = now()
        let client = try await database.write { tx in
            if try tx.oauthClients.lookup(identifier: identifier) != nil {
                throw Fault(.conflict, "There already exists an OAuth client '\(identifier)'.")
            }
            let id = try tx.oauthClients.insert(
                identifier: identifier, secretDigest: digest, kind: kind, isTrusted: isTrusted, created: created)
            for url in urls { try tx.oauthClients.add(url: url, to: id) }
            return try Self.find(id, tx)
        }
        return (client, secret)
    }

    public func list() async throws -> [OAuthClient] {
        try await database.read { try $0.oauthClients.list() }
    }

    /// The client that requests call so.
    public func lookup(_ identifier: String) async throws -> OAuthClient? {
        // Longer than any: do not ask the database.
        guard identifier.utf8.count <= Self.identifierLengthMax * 4 else { return nil }
        return try await database.read { try $0.oauthClients.lookup(identifier: identifier) }
    }

    /// By identifier or by id.
    ///
    /// - Throws: itemNotFound.
    public func find(_ name: String) async throws -> OAuthClient {
        let found = try await database.read { tx -> OAuthClient? in
            if let client = try tx.oauthClients.lookup(identifier: name) { return client }
            return try Int64(name).flatMap { try tx.oauthClients.lookup(OAuthClient.ID($0)) }
        }
        guard let found else {
            throw Fault(
                .itemNotFound,
                "There is no OAuth client '\(name)'. You may run snf-manage oauth2-client-list for those there are.")
        }
        return found
    }

    /// Removes a client; its codes and access tokens are dead at once.
    public func remove(_ id: OAuthClient.ID) async throws {
        try await database.write { try $0.oauthClients.delete(id) }
    }

    /// Makes sure that a part of the cloud is known as a trusted, confidential client that may be sent back to `url`.
    /// Addresses that it has already stay. May run at every start.
    ///
    /// - Parameter secret: nil to leave the one it has; a client that has none gets one that nobody knows.
    /// - Throws: badRequest.
    public func ensure(_ identifier: String, secret: String?, url: String) async throws {
        try Self.validate(identifier: identifier)
        if let secret { try Self.validate(secret: secret) }
        try Self.validate(url: url)
        let digest = secret.map { keyring.digest($0, for: .oauthSecret) }
        let unknown = keyring.digest(RandomToken.text(), for: .oauthSecret)
        let created = now()
        try await database.write { tx in
            let clients = tx.oauthClients
            if let known = try clients.lookup(identifier: identifier) {
                try clients.trust(
                    known.id, secretDigest: digest ?? clients.secretDigest(of: known.id) ?? unknown)
                try clients.add(url: url, to: known.id)
            } else {
                let id = try clients.insert(
                    identifier: identifier, secretDigest: digest ?? unknown, kind: .confidential, isTrusted: true,
                    created: created)
                try clients.add(url: url, to: id)
            }
        }
    }

    /// Characters.
    private static let identifierLengthMax = 255

    private static func find(_ id: OAuthClient.ID, _ tx: Transaction) throws -> OAuthClient {
        guard let client = try tx.oauthClients.lookup(id) else {
            throw DatabaseError.noRow(statement: "SELECT … FROM oauth2_clients")
        }
        return client
    }

    /// A colon ends the identifier in `Authorization: Basic` (RFC 7617).
    private static func validate(identifier: String) throws {
        guard (1...identifierLengthMax).contains(identifier.count), identifier.isPrintable, !identifier.contains(":")
        else {
            throw Fault(.badRequest, "An OAuth client's identifier has 1 to 255 characters, and no colon among them.")
        }
    }

    private static func validate(secret: String) throws {
        guard (1...255).contains(secret.count), secret.isPrintable else {
            throw Fault(.badRequest, "An OAuth client's secret has 1 to 255 printable characters.")
        }
    }

    private static func validate(url: String) throws {
        guard let address = RedirectURI(url), !address.hasQuery, url.utf8.count <= 1024 else {
            throw Fault(
                .badRequest,
                """
                The redirect URL '\(url)' should be http:// or https://, a host, and at most a port and a path, in no \
                more than 1024 characters.
                """)
        }
    }
}
