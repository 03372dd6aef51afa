import SQLAccess
public import Vocabulary

/// Secrets for programs that log in by themselves. Source: openstack.md 2.6.
public struct ApplicationCredentialService: Sendable {
    let database: any Database
    let keyring: Keyring
    let now: @Sendable () -> Timestamp

    /// As many as a user may have.
    static let countMax = 100

    /// Makes one for the project of the caller's token.
    ///
    /// - Returns: it, and its secret, which is not shown again.
    /// - Throws: badRequest naming the field; forbidden for a token without a project, or that a restricted credential
    ///   got; conflict for a name that is taken.
    public func create(
        _ new: NewApplicationCredential, for holder: TokenHolder
    ) async throws -> (ApplicationCredential, secret: Secret) {
        guard let project = holder.project else {
            throw Fault(.forbidden, "An application credential is for a project: log in to one.")
        }
        try Self.checkMayChange(holder)
        let time = now()
        let roles = try new.validate(at: time, roles: holder.roles)
        let secret = new.secret ?? Secret(RandomToken.text(bytes: 48))
        let credential = ApplicationCredential(
            id: .init(Hex.encode(RandomToken.bytes(16))), name: new.name, description: new.description,
            project: project, roles: roles, isUnrestricted: new.isUnrestricted, created: time, expires: new.expires)
        let digest = Self.digest(secret, of: credential.id, keyring)
        let user = holder.user.id
        try await database.write { tx in
            // Who makes two at once has the first counted for the second.
            _ = try tx.users.find(user, locking: true)
            guard try tx.applicationCredentials.count(of: user) < Self.countMax else {
                throw Fault(.forbidden, "You have \(Self.countMax) application credentials; delete one first.")
            }
            try tx.applicationCredentials.insert(credential, secretDigest: digest, of: user)
        }
        return (credential, secret)
    }

    /// A user's, by name.
    public func list(of user: User.ID) async throws -> [ApplicationCredential] {
        try await database.read { try $0.applicationCredentials.list(of: user) }
    }

    /// - Throws: itemNotFound when the user has none with this id.
    public func find(_ id: ApplicationCredential.ID, of user: User.ID) async throws -> ApplicationCredential {
        let found = try await database.read { try $0.applicationCredentials.lookup(id) }
        guard let found, found.user == user else { throw Self.unknown(id) }
        return found.credential
    }

    /// Deletes one, and ends what was got by it.
    ///
    /// - Throws: itemNotFound when the caller has none with this id; forbidden for a token that a restricted one got.
    public func delete(_ id: ApplicationCredential.ID, for holder: TokenHolder) async throws {
        try Self.checkMayChange(holder)
        let user = holder.user.id
        let isDeleted = try await database.write { tx in
            // Who logs in with it at this moment has the user locked, too: he is before or after, and never in between.
            _ = try tx.users.find(user, locking: true)
            return try tx.applicationCredentials.delete(id, of: user)
        }
        guard isDeleted else { throw Self.unknown(id) }
    }

    /// Deletes all of a user's, for the operator; returns how many there were.
    public func deleteAll(of user: User.ID) async throws -> Int {
        try await database.write { tx in
            _ = try tx.users.find(user, locking: true)
            return try tx.applicationCredentials.deleteAll(of: user)
        }
    }

    static func digest(_ secret: Secret, of id: ApplicationCredential.ID, _ keyring: Keyring) -> [UInt8] {
        keyring.digest("\(id) \(secret.exposed)", for: .applicationCredential)
    }

    private static func checkMayChange(_ holder: TokenHolder) throws {
        guard holder.scoped?.credential?.isUnrestricted != false else {
            throw Fault(
                .forbidden, "A restricted application credential may neither make nor delete application credentials.")
        }
    }

    private static func unknown(_ id: ApplicationCredential.ID) -> Fault {
        Fault(.itemNotFound, "Could not find application credential: \(id).")
    }
}
