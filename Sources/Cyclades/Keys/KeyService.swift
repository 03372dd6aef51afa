public import SQLAccess
public import Vocabulary

/// The public keys users keep (compute.md 7.5).
public struct KeyService: Sendable {
    let database: any Database
    let keysMax: Int

    public init(database: any Database, keysMax: Int) {
        self.database = database
        self.keysMax = keysMax
    }

    /// By id.
    public func list(of owner: UserID) async throws -> [PublicKey] {
        try await database.read { try $0.keys.list(of: owner) }
    }

    /// - Throws: itemNotFound, also when the key is another user's.
    public func find(_ id: PublicKey.ID, owner: UserID) async throws -> PublicKey {
        try await database.read { try $0.keys.find(id, owner: owner) }
    }

    /// - Throws: badRequest naming the field, or that there are as many keys as a user may have.
    public func create(name: String, content: String, owner: UserID) async throws -> PublicKey {
        try Self.check(name: name, content: content)
        return try await database.write { [keysMax] tx in
            guard try tx.keys.count(of: owner) < keysMax else {
                throw Fault(.badRequest, "You already have \(keysMax) keys, which is the most a user may have.")
            }
            return try tx.keys.insert(name: name, content: content, owner: owner)
        }
    }

    /// Changes what is given. Ours: the original counted the keys here too, and a user with all of them could rename
    /// none.
    ///
    /// - Throws: itemNotFound; badRequest naming the field.
    public func update(_ id: PublicKey.ID, name: String?, content: String?, owner: UserID) async throws -> PublicKey {
        try await database.write { tx in
            var key = try tx.keys.find(id, owner: owner)
            key.name = name ?? key.name
            key.content = content ?? key.content
            try Self.check(name: key.name, content: key.content)
            key.fingerprint = KeyFingerprint.of(key.content)
            try tx.keys.update(key)
            return key
        }
    }

    /// - Throws: itemNotFound, also when the key is another user's.
    public func delete(_ id: PublicKey.ID, owner: UserID) async throws {
        try await database.write { tx in
            let key = try tx.keys.find(id, owner: owner)
            try tx.keys.delete(key.id)
        }
    }

    private static func check(name: String, content: String) throws {
        guard !name.isEmpty else { throw Fault(.badRequest, "name: This field cannot be blank.") }
        guard name.unicodeScalars.count <= 255 else {
            throw Fault(.badRequest, "name: Ensure this value has at most 255 characters.")
        }
        guard !name.utf8.contains(0) else { throw Fault(.badRequest, "name must not hold a zero byte") }
        guard !content.isEmpty else { throw Fault(.badRequest, "content: This field cannot be blank.") }
        guard content.utf8.count <= 30_000 else {
            throw Fault(.badRequest, "content: Ensure this value has at most 30000 characters.")
        }
        guard !content.utf8.contains(0) else { throw Fault(.badRequest, "content must not hold a zero byte") }
    }
}
