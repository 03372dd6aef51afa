public import Vocabulary

/// Names a container: `account/container`.
public struct ContainerPath: Sendable, Hashable {
    /// The owner.
    public var account: UserID
    /// 1 to 256 characters, no slash.
    public var container: String

    /// - Throws: badRequest when the name is too long or holds a character no name may hold.
    public init(account: UserID, container: String) throws {
        guard container.unicodeScalars.count <= 256 else {
            throw Fault(.badRequest, "Container name too large.")
        }
        guard Self.isName(container) else { throw Fault(.badRequest, "Invalid container name.") }
        // An account with a slash would name what lies deeper: objects for containers, and what is granted on them.
        guard Self.isName(account.rawValue) else { throw Fault(.badRequest, "Invalid account name.") }
        self.account = account
        self.container = container
    }

    /// One step of a path.
    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && !text.utf8.contains { $0 == UInt8(ascii: "/") || $0 == 0 }
    }

    /// As nodes are named.
    public var path: String { "\(account.rawValue)/\(container)" }

    /// What the paths of all objects of the container begin with.
    var objectPrefix: String { path + "/" }

    public static func == (a: Self, b: Self) -> Bool { a.account == b.account && a.container.isExactly(b.container) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(account)
        hasher.combine(ExactText(container))
    }
}

/// Names an object: `account/container/name`.
public struct ObjectPath: Sendable, Hashable {
    public var parent: ContainerPath
    /// 1 to 1024 characters; slashes are part of it.
    public var name: String

    /// - Throws: badRequest when the name is too long or holds a character no name may hold.
    public init(_ parent: ContainerPath, name: String) throws {
        guard name.unicodeScalars.count <= 1024 else { throw Fault(.badRequest, "Object name too large.") }
        guard !name.isEmpty, !name.utf8.contains(0) else { throw Fault(.badRequest, "Invalid object name.") }
        self.parent = parent
        self.name = name
    }

    public var account: UserID { parent.account }

    /// As nodes, permissions and public links name it.
    public var path: String { parent.objectPrefix + name }

    /// From a stored path; nil where it names no object.
    init?(path: String) {
        let parts = path.cutAtSlashes(parts: 3)
        guard parts.count == 3, let parent = try? ContainerPath(account: UserID(parts[0]), container: parts[1]),
            let object = try? ObjectPath(parent, name: parts[2])
        else { return nil }
        self = object
    }

    public static func == (a: Self, b: Self) -> Bool { a.parent == b.parent && a.name.isExactly(b.name) }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(parent)
        hasher.combine(ExactText(name))
    }
}
