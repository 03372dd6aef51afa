/// One line of a container's listing.
public enum ListingEntry: Sendable {
    case object(ListedObject)
    /// What names were rolled up to; ends with the delimiter.
    case subdirectory(String)

    public var name: String {
        switch self {
        case .object(let object): object.name
        case .subdirectory(let name): name
        }
    }
}

/// An object as a listing shows it.
public struct ListedObject: Sendable {
    /// What the database has of it.
    public private(set) var current: CurrentObject
    /// Set on exactly this object; what it inherits is not shown.
    public var permissions: Permissions?
    /// What somebody who is not the owner may do, by exactly those permissions.
    public var allowedTo: AccessLevel?
    /// Shown to the owner alone.
    public var publicLink: String?
    /// Of a static large object, where it was asked for.
    public var manifest: ManifestFacts?
    /// Of a snapshot.
    public var availability: Availability?

    /// Whether a list has shown it before, and so the next may.
    public let isKnown: Bool

    init(_ current: CurrentObject, isKnown: Bool = false) {
        self.current = current
        self.isKnown = isKnown
    }

    public var name: String { current.name }

    public var version: NodeVersion { current.version }

    /// Fills in the MD5 that somebody has computed meanwhile.
    public mutating func setChecksum(_ checksum: String) {
        var version = version
        version.checksum = checksum
        current = CurrentObject(name: name, version: version)
    }

    /// Whether nothing is to be shown of it but its name and version.
    public var isPlain: Bool {
        permissions == nil && allowedTo == nil && publicLink == nil && manifest == nil && availability == nil
    }
}
