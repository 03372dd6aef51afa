import AstakosClient
import SQLAccess
import Vocabulary

/// Access to all of a container: what OpenStack Swift's lists name, as grants on the container itself.
public struct ContainerAccessService: Sendable {
    let storage: PithosStorage

    /// The list that a container may be read by, for requests of whoever is not logged in or was granted nothing; nil
    /// where there is no container or no list.
    public func readers(of path: ContainerPath) async throws -> ContainerACL? {
        let text = try await storage.database.read { tx in
            try tx.nodes.lookup(path.path)?.current.flatMap { try tx.systemMetadata.find($0.id)[.readers] }
        }
        return try text.map { try ContainerACL($0, .read) }
    }

    /// The keys that requests below a container may be signed with (`Temp-URL-Key`, `Temp-URL-Key-2`), the account's
    /// and the container's own; none where there is no such account.
    public func keys(below path: ContainerPath) async throws -> SigningKeys {
        try await storage.database.read { tx in
            func keys(of path: String, _ kind: String) throws -> [String] {
                let node = try tx.nodes.lookup(path)
                let metadata = try node?.current.map { try tx.metadata.list($0.id, domain: .pithos) } ?? [:]
                return ["", "-2"].compactMap { metadata["X-\(kind)-Meta-Temp-Url-Key\($0)"] }
            }
            return SigningKeys(
                account: try keys(of: path.account.rawValue, "Account"), container: try keys(of: path.path, "Container")
            )
        }
    }

    /// The metadata of a container, which says how pages of other sites may use it; nil where there is none.
    public func metadata(of path: ContainerPath) async throws -> [String: String]? {
        try await storage.database.read { tx in
            try tx.nodes.lookup(path.path)?.current.map { try tx.metadata.list($0.id, domain: .pithos) }
        }
    }

    /// Users by the names that lists give them; a name that nobody has stands for nobody.
    func holders(of list: ContainerACL?) async throws -> [String]? {
        guard let list else { return nil }
        let names = list.users.filter { $0 != Permissions.everyone && !UUIDText.isValid($0) }
        let known = names.isEmpty ? [:] : try await storage.users.users(named: names)
        return list.users.compactMap { name in
            name == Permissions.everyone || UUIDText.isValid(name) ? name : known[name]?.rawValue
        }
    }
}

/// Secrets that requests are signed with.
public struct SigningKeys: Sendable {
    public var account: [String]
    /// What they sign stays within the container.
    public var container: [String]
}

/// Grants on a container, as they are to be.
struct ContainerGrants: Sendable {
    /// Nil leaves what there is.
    var readers: [String]?
    var writers: [String]?

    func apply(to path: ContainerPath, _ tx: Transaction) throws {
        guard readers != nil || writers != nil else { return }
        let now = try tx.permissions.lookup(path.path)
        try tx.permissions.set(
            try Permissions(readers: readers ?? now?.readers ?? [], writers: writers ?? now?.writers ?? []),
            at: path.path)
    }
}
