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
    public var name: String
    public var version: NodeVersion
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
}
