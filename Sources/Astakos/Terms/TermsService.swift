import SQLAccess
public import Vocabulary

/// A version of the terms of use. The newest one counts.
public struct Terms: Sendable, Hashable {
    public typealias ID = Identifier<Terms, Int64>

    public var id: ID
    public var published: Timestamp
    /// Absolute path of an HTML file, read at each view.
    public var location: String
}

/// Terms of use and who signed them. Source: identity.md 3.7.
public struct TermsService: Sendable {
    let database: any Database
    let now: @Sendable () -> Timestamp

    /// Publishes new terms. From now on every token is refused until its owner has signed them.
    public func add(location: String) async throws -> Terms {
        guard location.hasPrefix("/"), location.isPrintable else {
            throw Fault(.badRequest, "The location of the terms is not an absolute path.")
        }
        let time = now()
        return try await database.write { tx in
            let id = try tx.value(
                "INSERT INTO terms (date, location) VALUES (\(time), \(location)) RETURNING id", as: Terms.ID.self)
            guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO terms") }
            return Terms(id: id, published: time, location: location)
        }
    }

    /// The terms in force; nil when there are none.
    public func newest() async throws -> Terms? {
        try await database.read { tx in
            try tx.first("SELECT id, date, location FROM terms ORDER BY id DESC LIMIT 1").map {
                Terms(id: try $0.get(0), published: try $0.get(1), location: try $0.get(2))
            }
        }
    }

    /// Notes that a user agrees with the newest terms.
    public func sign(_ user: User.ID) async throws {
        let time = now()
        try await database.write { try $0.users.update(user, at: time, "date_signed_terms = \(time)") }
    }
}
