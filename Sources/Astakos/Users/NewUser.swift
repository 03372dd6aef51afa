public import Vocabulary

/// What an account is made from.
public struct NewUser: Sendable {
    /// Keeps its letter case; no two accounts have the same one but for case.
    public var email: String
    /// At most 30 characters, like the last name.
    public var firstName: String
    public var lastName: String
    /// Nil for a user who logs in by other means.
    public var password: String?
    public var isAdmin: Bool
    /// Names of groups; those that do not exist are made.
    public var groups: [String]
    public var permissions: [String]
    /// For users who come from elsewhere with a name and a token of their own; made up when nil.
    public var uuid: UserID?
    public var token: String?
    public var tokenExpires: Timestamp?

    public init(
        email: String, firstName: String, lastName: String, password: String?, isAdmin: Bool = false,
        groups: [String] = [], permissions: [String] = [], uuid: UserID? = nil, token: String? = nil,
        tokenExpires: Timestamp? = nil
    ) {
        self.email = email
        self.firstName = firstName
        self.lastName = lastName
        self.password = password
        self.isAdmin = isAdmin
        self.groups = groups
        self.permissions = permissions
        self.uuid = uuid
        self.token = token
        self.tokenExpires = tokenExpires
    }
}

extension NewUser {
    /// - Throws: badRequest naming the field.
    func validate() throws {
        guard EmailAddress.isValid(email) else { throw Fault(.badRequest, "Invalid email") }
        for (field, name) in [("first name", firstName), ("last name", lastName)] {
            guard name.count <= 30 else {
                throw Fault(.badRequest, "The \(field) is too long: at most 30 characters are kept.")
            }
            guard name.isPrintable else { throw Fault(.badRequest, "The \(field) contains a control character.") }
        }
        if let password { try Password.validate(password) }
        if let token { try TokenText.validate(token) }
    }
}

/// Rules for login passwords.
enum Password {
    /// - Throws: badRequest.
    static func validate(_ password: String) throws {
        guard !password.isEmpty else { throw Fault(.badRequest, "The password is empty.") }
        // Hashing cost grows with length; nobody types more.
        guard password.utf8.count <= 1024 else { throw Fault(.badRequest, "The password is longer than 1024 bytes.") }
    }
}

/// Rules for tokens that are set literally.
enum TokenText {
    /// - Throws: badRequest.
    static func validate(_ token: String) throws {
        guard (8...64).contains(token.utf8.count), token.utf8.allSatisfy({ (33...126).contains($0) }) else {
            throw Fault(.badRequest, "A token has 8 to 64 visible ASCII characters.")
        }
    }
}

extension String {
    /// Holds no control character.
    var isPrintable: Bool { unicodeScalars.allSatisfy { $0.value >= 32 && $0.value != 127 } }
}
