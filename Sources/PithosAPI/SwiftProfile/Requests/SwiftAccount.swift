import PithosBackend
import Vocabulary

/// An account as OpenStack Swift's clients name it: `AUTH_` and the owner's uuid.
struct SwiftAccount: Sendable, Hashable {
    /// As it stands in the path, decoded.
    var name: String
    /// Nil for a name that nobody can have.
    var owner: UserID?

    private static let prefix = "AUTH_"

    init(name: String) {
        self.name = name
        owner = Self.owner(of: name)
    }

    init(_ owner: UserID) {
        name = Self.name(of: owner)
        self.owner = owner
    }

    static func name(of owner: UserID) -> String { prefix + owner.rawValue }

    private static func owner(of name: String) -> UserID? {
        guard name.utf8.starts(with: prefix.utf8) else { return nil }
        let uuid = name.dropping(bytes: prefix.utf8.count)
        return UUIDText.isValid(uuid) ? UserID(uuid.lowercased()) : nil
    }
}
