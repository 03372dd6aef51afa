import SQLAccess
import Settings
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
    /// - Throws: itemNotFound; badRequest for a key or value that is too long, and for one pair too many; forbidden when
    ///   suspended.
    public func updateMetadata(
        _ metadata: [String: String], of id: Server.ID, owner: UserID
    ) async throws -> [String: String] {
        try ServerDraft.check(metadata: metadata)
        return try await database.write { [clock, settings] tx in
            try tx.servers.find(id, owner: owner, locking: true).check(.changeMetadata)
            let before = try tx.servers.metadata(of: id)
            let after = before.merging(metadata) { $1 }
            // One that has more, from before there was a limit, may still be changed.
            guard after.count <= max(settings.metadataMax, before.count) else {
                throw ServerDraft.tooMuchMetadata(settings.metadataMax)
            }
            try tx.servers.setMetadata(metadata, of: id)
            try tx.servers.touch(id, at: clock())
            return after
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
