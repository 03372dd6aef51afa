/// Who a piece of metadata belongs to. Each domain is read and changed by itself; a new version takes all of them over.
///
/// - Source: object-storage.md 4.4.
public struct MetadataDomain: Sendable, Hashable {
    public var rawValue: String

    public init(_ rawValue: String) {
        self.rawValue = rawValue
    }

    /// What the object storage API shows: keys are full header names.
    public static let pithos = MetadataDomain("pithos")
    /// The image registry's.
    public static let plankton = MetadataDomain("plankton")
}

/// What to do with the metadata of one domain. Values are text; an empty value takes a key away.
public enum MetadataChange: Sendable {
    /// Exactly these, nothing else.
    case replace([String: String])
    /// These besides what there is.
    case merge([String: String])

    public static let keep = MetadataChange.merge([:])

    public var isEmptyMerge: Bool {
        if case .merge(let values) = self { return values.isEmpty }
        return false
    }

    /// The metadata after the change.
    public func applied(to current: [String: String]) -> [String: String] {
        switch self {
        case .replace(let values): values.filter { !$0.value.isEmpty }
        case .merge(let values): current.merging(values) { $1 }.filter { !$0.value.isEmpty }
        }
    }

    /// What the header says wins over what came along.
    var values: [String: String] {
        switch self {
        case .replace(let values), .merge(let values): values
        }
    }
}
