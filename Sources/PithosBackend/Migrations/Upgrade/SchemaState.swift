/// Where the schema of an object store's database stands.
public enum SchemaState: Sendable, Hashable {
    /// There are no tables yet.
    case empty
    /// The original's tables, made by its service at start, and no word of their revision.
    case unversioned(looksLike: OriginalRevision)
    case original(OriginalRevision)
    /// Ours, up to the migration of this number.
    case ours(Int)
}

extension SchemaState: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "no tables"
        case .unversioned(let revision): "no revision is recorded; the tables look like \(revision)"
        case .original(let revision): "revision \(revision)"
        case .ours(let number): SchemaRevision.ours(number)?.id ?? "\(number)"
        }
    }
}
