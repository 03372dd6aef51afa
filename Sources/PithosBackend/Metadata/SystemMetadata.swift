public import Vocabulary

/// What a version has besides what users call its metadata: facts that decide how it is served. New versions take them
/// over as they take over metadata; new content begins without.
///
/// OpenStack Swift's name for it. No listing searches it and no client sees it as it is. Source: openstack.md 7.4.
public struct SystemMetadata: Sendable, Hashable {
    public enum Key: String, Sendable, CaseIterable {
        /// Seconds since 1970 after which an object is gone, ten digits.
        case deleteAt = "delete-at"
        /// A static large object: the parts it is put together from, as JSON.
        case manifest
        /// Of a static large object: MD5 of the manifest, MD5 of the parts' tags, and bytes, with blanks between.
        case manifestFacts = "manifest-facts"
        /// A dynamic large object's `container/prefix`, where it is too long for metadata.
        case longManifest = "long-manifest"
        /// Who may read a container, and who may write, as their owner wrote it.
        case readers = "read-acl"
        case writers = "write-acl"
    }

    public private(set) var values: [Key: String]

    public init(_ values: [Key: String] = [:]) {
        self.values = values.filter { !$0.value.isEmpty }
    }

    public subscript(_ key: Key) -> String? { values[key] }

    public var isEmpty: Bool { values.isEmpty }

    /// Seconds since 1970.
    public var deleteAt: Int64? { self[.deleteAt].flatMap { Int64($0) } }

    /// As it is stored: of one width, so that texts compare as the moments do.
    public static func text(deleteAt seconds: Int64) -> String {
        let digits = String(max(0, seconds))
        return String(repeating: "0", count: max(0, 10 - digits.count)) + digits
    }

    /// Whether an object is to be treated as gone.
    public func isExpired(at moment: Timestamp) -> Bool {
        deleteAt.map { $0 * 1_000_000 <= moment.microseconds } ?? false
    }

    /// Of a static large object.
    var manifestFacts: ManifestFacts? { self[.manifestFacts].flatMap(ManifestFacts.init) }

    /// Whether a version is a static large object that has not all of its content itself.
    func isReadByManifest(_ version: NodeVersion) -> Bool {
        manifestFacts.map { $0.size != version.size } ?? false
    }
}

/// What to do with the system metadata of a version that takes another one's place.
public enum SystemMetadataChange: Sendable {
    /// Exactly these, nothing else.
    case replace(SystemMetadata)
    /// These besides what there is; an empty value takes a key away.
    case merge([SystemMetadata.Key: String])

    /// Whether it sets a moment at which the object goes.
    var setsExpiry: Bool { values[.deleteAt]?.isEmpty == false }

    /// The same, which takes no moment over at which the object goes.
    var withoutExpiry: SystemMetadataChange { unlessSet(.deleteAt, "") }

    /// The same, with a value for a key that it says nothing about.
    func unlessSet(_ key: SystemMetadata.Key, _ value: String) -> SystemMetadataChange {
        guard case .merge(let values) = self else { return self }
        return .merge([key: value].merging(values) { $1 })
    }

    public static let keep = SystemMetadataChange.merge([:])
    public static let clear = SystemMetadataChange.replace(SystemMetadata())

    public var isKeep: Bool {
        if case .merge(let values) = self { return values.isEmpty }
        return false
    }

    /// - Parameter current: asked for only where it matters.
    func applied(to current: () throws -> SystemMetadata) rethrows -> SystemMetadata {
        switch self {
        case .replace(let system): system
        case .merge(let values): SystemMetadata(try current().values.merging(values) { $1 })
        }
    }

    /// The same for a version whose content is new: nothing is taken over.
    var withoutPast: SystemMetadataChange { .replace(applied { SystemMetadata() }) }
}
