import SQLAccess
public import Vocabulary

/// Terms of use and who signed them. Source: identity.md 3.7.
public struct TermsService: Sendable {
    let database: any Database
    let now: @Sendable () -> Timestamp

    /// Whether a file can be published as terms.
    ///
    /// - Throws: badRequest that says what is wrong with it.
    public func check(location: String) async throws {
        do {
            _ = try await TermsFile(path: location).read()
        } catch let fault as Fault {
            throw Fault(.badRequest, fault.cause.map { "\($0)" } ?? fault.message)
        }
    }

    /// Publishes new terms. From now on every token is refused until its owner has signed them.
    public func add(location: String) async throws -> Terms {
        guard location.hasPrefix("/"), location.isPrintable else {
            throw Fault(.badRequest, "The location of the terms is not an absolute path.")
        }
        let time = now()
        return try await database.write { tx in
            Terms(id: try tx.terms.insert(at: time, location: location), published: time, location: location)
        }
    }

    /// Takes terms back. The ones before them count again, if there are any; who agreed with those may go on.
    ///
    /// - Throws: itemNotFound.
    public func remove(_ id: Terms.ID) async throws {
        guard try await database.write({ try $0.terms.delete(id) }) else {
            throw Fault(.itemNotFound, "There are no terms with id \(id).")
        }
    }

    /// All terms, the newest first.
    public func list() async throws -> [Terms] {
        try await database.read { try $0.terms.list() }
    }

    /// The terms in force; nil when there are none.
    public func newest() async throws -> Terms? {
        try await database.read { try $0.terms.newest() }
    }

    /// - Throws: itemNotFound.
    public func find(_ id: Terms.ID) async throws -> Terms {
        guard let terms = try await database.read({ try $0.terms.lookup(id) }) else {
            throw Fault(.itemNotFound, "There are no terms with id \(id).")
        }
        return terms
    }

    /// The text: HTML of the operator's, as it lies in the file.
    ///
    /// - Throws: serviceUnavailable when the file cannot be read.
    public func text(of terms: Terms) async throws -> String {
        try await TermsFile(path: terms.location).read()
    }

    /// Notes that a user agrees with the newest terms.
    ///
    /// - Parameter read: the terms the user has seen; nil where somebody agrees in the user's place.
    /// - Throws: conflict when newer ones were published meanwhile, or these were taken back.
    public func sign(_ user: User.ID, read: Terms.ID? = nil) async throws {
        let time = now()
        try await database.write { tx in
            let newest = try tx.terms.newest()
            guard read == nil || read == newest?.id else {
                throw Fault(.conflict, "These are not the terms in force any more.")
            }
            // Not before the terms: the clock may have been set back.
            let signed = max(time, newest?.published ?? time)
            try tx.users.update(user, at: time, "date_signed_terms = \(signed)")
        }
    }
}
