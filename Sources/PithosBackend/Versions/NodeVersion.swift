public import Vocabulary

/// One state of an account, container or object. Every change inserts a new one; serials increase over the whole
/// database and are what clients call the version.
///
/// - Source: object-storage.md 4.2.
public struct NodeVersion: Sendable {
    public typealias ID = Identifier<NodeVersion, Int64>

    public var id: ID
    public var node: Node.ID
    /// Root of the hashmap; nil for accounts, containers and deletion markers.
    public var hash: BlockHash?
    /// Bytes.
    public var size: Int64
    /// Content type.
    public var type: String
    /// The version it was derived from.
    public var source: ID?
    public var modified: Timestamp
    public var modifiedBy: UserID
    /// Names the object through moves and changes; a copy and a re-created object have one of their own.
    public var uuid: String
    /// MD5 of the content in hexadecimal digits, or empty where it was not computed.
    public var checksum: String
    public var cluster: Cluster

    /// A snapshot of a volume, as Synnefo has them from 0.16 on: its content lies outside of the object store, under a name
    /// that is no hash.
    var isElsewhere: Bool { hash == nil && size > 0 }

    /// What a version is to its node.
    public enum Cluster: Int, Sendable, CaseIterable {
        /// The current one; at most one a node.
        case normal = 0
        /// Superseded.
        case history = 1
        /// A mark that the object was deleted then.
        case deleted = 2
    }
}

/// A version that is about to be inserted.
struct VersionDraft: Sendable {
    var hash: BlockHash?
    var size: Int64 = 0
    var type = ""
    var source: NodeVersion.ID?
    var modifiedBy: UserID
    var uuid: String
    var checksum = ""
    var cluster = NodeVersion.Cluster.normal
    /// Of a snapshot: the version that tells where its content is.
    var snapshot: NodeVersion.ID?
}
