public import Vocabulary

/// An object as another service sees it that keeps metadata of its own on objects: the image registry.
public struct CatalogObject: Sendable {
    public var path: ObjectPath
    /// The current version: size, hash, uuid, when and by whom it was changed.
    public var version: NodeVersion
    /// When the object's first version that is still there was made.
    public var created: Timestamp
    /// Of the domain that was asked for.
    public var metadata: [String: String]
    /// Set on exactly this object; empty where nothing is set.
    public var permissions: Permissions
    /// What the caller may do.
    public var level: AccessLevel

    /// Every user may read it. Not the same as a public link.
    public var isPublic: Bool { permissions.readers.contains(Permissions.everyone) }
}
