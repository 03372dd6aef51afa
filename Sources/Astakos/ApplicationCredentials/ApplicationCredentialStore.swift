import SQLAccess
import Vocabulary

extension Transaction {
    var applicationCredentials: ApplicationCredentialStore { ApplicationCredentialStore(tx: self) }
}

/// The table `application_credentials`.
struct ApplicationCredentialStore {
    let tx: Transaction

    static let columns: SQL = """
        application_credentials.id, application_credentials.name, application_credentials.description,
        application_credentials.project, application_credentials.is_unrestricted, application_credentials.created,
        application_credentials.expires, application_credentials.roles
        """

    /// What a log-in with a credential needs.
    struct Found {
        var credential: ApplicationCredential
        var secretDigest: [UInt8]
        var user: User.ID
    }

    func lookup(_ id: ApplicationCredential.ID) throws -> Found? {
        try find("id = \(id)")
    }

    func lookup(named name: String, of user: User.ID) throws -> Found? {
        try find("name = \(name) AND user_id = \(user)")
    }

    private func find(_ condition: SQL) throws -> Found? {
        try tx.first(
            "SELECT secret_digest, user_id, \(Self.columns) FROM application_credentials WHERE \(condition)"
        ).map { row in
            Found(
                credential: try ApplicationCredential(row, from: 2), secretDigest: try row.get(0),
                user: try row.get(1))
        }
    }

    /// A user's, by name.
    func list(of user: User.ID) throws -> [ApplicationCredential] {
        try tx.all(
            "SELECT \(Self.columns) FROM application_credentials WHERE user_id = \(user) ORDER BY name"
        ) { try ApplicationCredential($0, from: 0) }
    }

    func count(of user: User.ID) throws -> Int {
        try tx.value("SELECT COUNT(*) FROM application_credentials WHERE user_id = \(user)") ?? 0
    }

    /// - Throws: conflict when the user has one of this name.
    func insert(_ credential: ApplicationCredential, secretDigest: [UInt8], of user: User.ID) throws {
        do {
            try tx.run(
                """
                INSERT INTO application_credentials (id, user_id, project, name, description, roles, secret_digest,
                    is_unrestricted, created, expires)
                VALUES (\(credential.id), \(user), \(credential.project), \(credential.name),
                    \(credential.description), \(credential.roles.joined(separator: "\n")), \(secretDigest), \(credential.isUnrestricted), \(credential.created),
                    \(credential.expires))
                """)
        } catch DatabaseError.uniqueViolation {
            throw Fault(.conflict, "You have an application credential named '\(credential.name)' already.")
        }
    }

    /// Their tokens go with them; returns how many there were.
    func deleteAll(of user: User.ID) throws -> Int {
        try tx.run("DELETE FROM application_credentials WHERE user_id = \(user)")
    }

    /// Its tokens go with it. False when the user has none with this id.
    func delete(_ id: ApplicationCredential.ID, of user: User.ID) throws -> Bool {
        try tx.run("DELETE FROM application_credentials WHERE id = \(id) AND user_id = \(user)") > 0
    }
}

extension ApplicationCredential {
    /// From a row that has `ApplicationCredentialStore.columns` from a column on.
    init(_ row: Row, from column: Int) throws {
        id = try row.get(column)
        name = try row.get(column + 1)
        description = try row.getOptional(column + 2)
        project = try row.get(column + 3)
        isUnrestricted = try row.get(column + 4)
        created = try row.get(column + 5)
        expires = try row.getOptional(column + 6)
        // No role has a line break in its name.
        roles = try row.get(column + 7, as: String.self).split(separator: "\n").map(String.init)
    }
}
