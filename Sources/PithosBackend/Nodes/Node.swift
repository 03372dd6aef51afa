public import Vocabulary

/// A place in the tree of accounts, containers and objects. It stays while any version of it exists, deleted or not.
///
///     ''                     the root, node 0
///     └─ A                   an account: its owner's uuid
///        └─ A/C              a container
///           └─ A/C/O         an object; slashes in O make no further nodes
///
/// - Source: object-storage.md 4.1.
public struct Node: Sendable {
    public typealias ID = Identifier<Node, Int64>

    public var id: ID
    public var parent: ID
    public var path: String
    /// The newest version, whatever its cluster; nil only while a node is being made.
    public var latest: NodeVersion?

    /// What follows the parent's path and a slash.
    func name(in parent: Node) -> String { path.dropping(bytes: parent.path.utf8.count + 1) }

    /// The current version; nil when it was deleted.
    public var current: NodeVersion? {
        latest.flatMap { $0.cluster == .normal ? $0 : nil }
    }
}

extension Node.ID {
    /// The parent of all accounts.
    static let root = Node.ID(0)
}
