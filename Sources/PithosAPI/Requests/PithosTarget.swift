import PithosBackend
import Vocabulary

/// What a path of the object store names. Paths are decoded whole and then cut, as the original does: an encoded slash
/// is a slash.
///
/// - Source: object-storage.md 1.1.
enum PithosTarget: Sendable, Equatable {
    case root
    case account(UserID)
    case container(account: UserID, name: String)
    case object(account: UserID, container: String, name: String)

    /// - Parameter path: what follows `object-store`, as it was sent. Nil when it is no path of the object store.
    /// - Throws: badRequest when it is not UTF-8.
    init?(_ path: String) throws {
        let version = "/v1"
        guard path.begins(withExactly: version) else { return nil }
        try self.init(names: path.dropping(bytes: version.utf8.count))
    }

    /// - Parameter path: begins with a slash before the account's name. Nil when it does not.
    /// - Throws: as `init(_:)`.
    init?(names path: String) throws {
        guard path.begins(withExactly: "/") else { return nil }
        guard let rest = PercentEncoding.decode(path.dropping(bytes: 1)) else {
            throw Fault(.badRequest, "The path is not UTF-8.")
        }
        guard !rest.isEmpty else {
            self = .root
            return
        }
        let bytes = Array(rest.utf8)
        func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        // Each name but an object's ends at the first slash after its first character.
        func end(from start: Int) -> Int? {
            guard start + 1 < bytes.count else { return nil }
            return bytes[(start + 1)...].firstIndex(of: UInt8(ascii: "/"))
        }
        guard let account = end(from: 0), account + 1 < bytes.count else {
            self = .account(Self.owner(Self.withoutSlash(rest)))
            return
        }
        let owner = Self.owner(text(0..<account))
        guard let container = end(from: account + 1), container + 1 < bytes.count else {
            self = .container(account: owner, name: Self.withoutSlash(text((account + 1)..<bytes.count)))
            return
        }
        self = .object(
            account: owner, container: text((account + 1)..<container), name: text((container + 1)..<bytes.count))
    }

    /// The name that OpenStack Swift's clients give an account stands for the account (object-storage.md 10.2).
    private static func owner(_ name: String) -> UserID { SwiftAccount(name: name).owner ?? UserID(name) }

    private static func withoutSlash(_ text: String) -> String {
        text.utf8.count > 1 && text.utf8.last == UInt8(ascii: "/") ? String(text.dropLast()) : text
    }
}
