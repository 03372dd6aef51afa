public import Vocabulary

/// A secret that a program logs in with in its user's place, for one project. Source: openstack.md 2.6.
public struct ApplicationCredential: Sendable, Hashable {
    public typealias ID = Identifier<ApplicationCredential, String>

    /// 32 hexadecimal digits.
    public var id: ID
    /// Of the user's own choice; no two of a user's are called alike.
    public var name: String
    public var description: String?
    public var project: ProjectID
    /// What whoever logs in with it may be called, as far as the user still is: `member` at least.
    public var roles: [String]
    /// Whether who logs in with it may make and delete application credentials.
    public var isUnrestricted: Bool
    public var created: Timestamp
    /// Nil for one that is good until it is deleted.
    public var expires: Timestamp?
}

/// What an application credential is made from.
public struct NewApplicationCredential: Sendable {
    /// 1 to 255 characters.
    public var name: String
    /// At most 1024 characters.
    public var description: String?
    /// 16 to 255 bytes; made up when nil.
    public var secret: Secret?
    public var isUnrestricted: Bool
    /// In the future.
    public var expires: Timestamp?
    /// Nil for all that the user has.
    public var roles: [String]?

    public init(
        name: String, description: String? = nil, secret: Secret? = nil, isUnrestricted: Bool = false,
        expires: Timestamp? = nil, roles: [String]? = nil
    ) {
        self.name = name
        self.description = description
        self.secret = secret
        self.isUnrestricted = isUnrestricted
        self.expires = expires
        self.roles = roles
    }
}

extension NewApplicationCredential {
    /// The roles that it will have.
    ///
    /// - Parameter own: those that the user has.
    /// - Throws: badRequest naming the field.
    func validate(at time: Timestamp, roles own: [String]) throws -> [String] {
        // Characters as Unicode counts them: of those that a reader sees one may be as long as it likes.
        guard (1...255).contains(name.unicodeScalars.count), name.isPrintable else {
            throw Fault(.badRequest, "name should have 1 to 255 characters, none of them a control character.")
        }
        if let description, description.unicodeScalars.count > 1024 || !description.isPrintable {
            throw Fault(
                .badRequest, "description should have at most 1024 characters, none of them a control character.")
        }
        if let secret, !(16...255).contains(secret.exposed.utf8.count) || !secret.exposed.isPrintable {
            throw Fault(.badRequest, "secret should have 16 to 255 characters; leave it out to have one made.")
        }
        if let expires, expires <= time {
            throw Fault(.badRequest, "expires_at is in the past.")
        }
        guard let roles else { return own }
        if let foreign = roles.first(where: { !own.contains($0) }) {
            throw Fault(.badRequest, "roles has '\(foreign)', which you do not have.")
        }
        // Who may only read is told apart from nobody yet: to say yes would give more than was asked for.
        guard roles.contains("member") else {
            throw Fault(.badRequest, "roles should have member among them, or be left out for all of yours.")
        }
        return own.filter { $0 == "reader" || roles.contains($0) }
    }
}
