/// A static large object as a client asks for it.
///
/// - Source: openstack.md 7.4, 7.2.
public struct ManifestDraft: Sendable {
    public var entries: [Entry]

    public enum Entry: Sendable {
        case segment(Segment)
        case data([UInt8])
    }

    /// An object, and what the client believes it to be.
    public struct Segment: Sendable {
        public var container: String
        public var name: String
        /// Nil is not checked.
        public var etag: String?
        public var size: Int64?
        public var range: SegmentRange?

        public init(container: String, name: String, etag: String?, size: Int64?, range: SegmentRange?) {
            self.container = container
            self.name = name
            self.etag = etag
            self.size = size
            self.range = range
        }

        /// `/container/object`
        public var path: String { "/\(container)/\(name)" }
    }

    public init(entries: [Entry]) {
        self.entries = entries
    }

    /// Asks for what a manifest has, elsewhere.
    public init(_ manifest: StaticManifest) {
        entries = manifest.entries.map { entry in
            switch entry {
            case .data(let bytes): .data(bytes)
            case .segment(let segment):
                .segment(
                    Segment(
                        container: segment.container, name: segment.name, etag: segment.etag, size: segment.size,
                        range: segment.range.map { .from($0.lowerBound, through: $0.upperBound - 1) }))
            }
        }
    }

    /// What keeps a manifest from being made: a segment, and the reason in words.
    public struct Problem: Error, Sendable, Hashable {
        public var path: String
        public var reason: String

        public init(path: String, reason: String) {
            self.path = path
            self.reason = reason
        }
    }

    /// Manifests are refused with all their problems at once.
    public struct Refusal: Error, Sendable {
        public var problems: [Problem]

        public init(problems: [Problem]) {
            self.problems = problems
        }
    }
}

/// A part of a segment: `a-b`, `a-` or `-n`.
public enum SegmentRange: Sendable, Hashable {
    case from(Int64, through: Int64?)
    case last(Int64)

    /// The bytes of an object of this size; nil when there are none.
    func resolved(size: Int64) -> Range<Int64>? {
        switch self {
        case .last(let count): count > 0 && size > 0 ? max(0, size - count)..<size : nil
        case .from(let first, let last): first < size ? first..<(min(last ?? .max, size - 1) + 1) : nil
        }
    }
}

/// What became of a manifest.
public struct WrittenManifest: Sendable {
    public var object: WrittenObject
    /// MD5 of the parts' tags.
    public var etag: String
}
