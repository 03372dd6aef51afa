import SQLAccess
public import Vocabulary

/// The registry of components and their tokens. Source: identity.md 3.11, 4.4, 1.5.
public struct ComponentService: Sendable {
    let database: any Database
    let keyring: Keyring
    let now: @Sendable () -> Timestamp

    /// The component that calls with this token.
    ///
    /// - Throws: unauthorized for a token that is unknown or has expired; a user's token is unknown here.
    public func authenticate(token: String) async throws -> Component {
        let digest = keyring.digest(token, for: .componentToken)
        guard token.utf8.count <= 256,
            let component = try await database.read({ try $0.components.lookup(tokenDigest: digest) })
        else { throw Fault(.unauthorized, "Invalid X-Auth-Token") }
        if let expires = component.tokenExpires, expires <= now() {
            throw Fault(.unauthorized, "Authentication expired")
        }
        return component
    }

    /// Registers a component.
    ///
    /// - Parameter token: made up when nil.
    /// - Returns: it, with its token.
    /// - Throws: badRequest; conflict when its name or URL is registered already.
    public func add(name: String, url: String?, token: String? = nil) async throws -> (Component, token: String) {
        guard !name.isEmpty, name.count <= 255, name.isPrintable else {
            throw Fault(.badRequest, "A component's name has 1 to 255 characters.")
        }
        if let url { try Self.validate(url: url) }
        if let token { try TokenText.validate(token) }
        let token = token ?? RandomToken.text()
        let stored = try StoredToken(token, for: .componentToken, keyring: keyring, created: now(), expires: nil)
        let component = try await database.write { tx in
            if try tx.components.lookup(named: name) != nil {
                throw Fault(.conflict, "There already exists a component named '\(name)'.")
            }
            if let url, try tx.components.lookup(url: url) != nil {
                throw Fault(.conflict, "There already exists a component with URL '\(url)'.")
            }
            let id = try tx.components.insert(name: name, url: url, token: stored)
            return try Self.find(id, tx)
        }
        return (component, token)
    }

    public func list() async throws -> [Component] {
        try await database.read { try $0.components.list() }
    }

    /// Each component's token, for the administrator.
    public func tokens() async throws -> [Component.ID: String] {
        try await database.read { try $0.components.sealedTokens() }.mapValues(keyring.open)
    }

    /// By id or by name.
    ///
    /// - Throws: itemNotFound.
    public func find(_ name: String) async throws -> Component {
        let found = try await database.read { tx -> Component? in
            if let id = Int64(name), let component = try tx.components.lookup(Component.ID(id)) { return component }
            return try tx.components.lookup(named: name)
        }
        guard let found else { throw Self.unknown }
        return found
    }

    public func setURL(_ url: String, of id: Component.ID) async throws {
        try Self.validate(url: url)
        try await database.write { tx in
            if let other = try tx.components.lookup(url: url), other.id != id {
                throw Fault(.conflict, "There already exists a component with URL '\(url)'.")
            }
            try tx.components.set(url: url, of: id)
        }
    }

    /// Gives a component a new token, or this very one; the old one is dead at once.
    @discardableResult
    public func renewToken(of id: Component.ID, to token: String? = nil) async throws -> String {
        if let token { try TokenText.validate(token) }
        let token = token ?? RandomToken.text()
        let stored = try StoredToken(token, for: .componentToken, keyring: keyring, created: now(), expires: nil)
        do {
            try await database.write { try $0.components.set(stored, of: id) }
        } catch DatabaseError.uniqueViolation {
            throw Fault(.conflict, "Another component has this token.")
        }
        return token
    }

    /// Removes a component's services; their resources and everyone's holdings stay.
    public func purgeServices(of id: Component.ID) async throws {
        try await database.write { try $0.services.deleteAll(of: id) }
    }

    /// Removes a component and its services.
    public func remove(_ id: Component.ID) async throws {
        try await database.write { try $0.components.delete(id) }
    }

    static let unknown = Fault(
        .itemNotFound, "Component does not exist. You may run snf-manage component-list for available component IDs.")

    private static func find(_ id: Component.ID, _ tx: Transaction) throws -> Component {
        guard let component = try tx.components.lookup(id) else { throw unknown }
        return component
    }

    private static func validate(url: String) throws {
        let host = ["http://", "https://"].first { url.hasPrefix($0) }.map {
            url.dropFirst($0.count).prefix { $0 != "/" }
        }
        guard let host, !host.isEmpty, url.utf8.count <= 1024, url.isPrintable, !url.contains(" ") else {
            throw Fault(.badRequest, "The component URL '\(url)' is no http or https URL of at most 1024 characters.")
        }
    }
}
