import SQLAccess
public import Vocabulary

// Notes that owners keep on their servers (compute.md 2.8).
extension ServerService {
    /// - Throws: itemNotFound, also when the server is another user's.
    public func metadata(of id: Server.ID, owner: UserID) async throws -> [String: String] {
        try await database.read { tx in
            let server = try tx.servers.find(id, owner: owner)
            return try tx.servers.metadata(of: server.id)
        }
    }

    /// - Throws: itemNotFound for the server or the key.
    public func metadata(_ key: String, of id: Server.ID, owner: UserID) async throws -> String {
        guard let value = try await metadata(of: id, owner: owner)[key] else { throw Self.keyNotFound }
        return value
    }

    /// Adds and replaces; keys that are not named stay. Answers all there is then.
    ///
    /// - Throws: itemNotFound; badRequest for a key or value that is too long; forbidden when suspended.
    public func updateMetadata(
        _ metadata: [String: String], of id: Server.ID, owner: UserID
    ) async throws -> [String: String] {
        try ServerDraft.check(metadata: metadata)
        return try await database.write { [clock] tx in
            try tx.servers.find(id, owner: owner, locking: true).check(.changeMetadata)
            try tx.servers.setMetadata(metadata, of: id)
            try tx.servers.touch(id, at: clock())
            return try tx.servers.metadata(of: id)
        }
    }

    /// - Throws: itemNotFound for the server or the key; forbidden when suspended.
    public func deleteMetadata(_ key: String, of id: Server.ID, owner: UserID) async throws {
        try await database.write { [clock] tx in
            try tx.servers.find(id, owner: owner, locking: true).check(.changeMetadata)
            guard try tx.servers.deleteMetadata(key, of: id) else { throw Self.keyNotFound }
            try tx.servers.touch(id, at: clock())
        }
    }

    private static var keyNotFound: Fault { Fault(.itemNotFound, "Metadata key not found.") }
}
