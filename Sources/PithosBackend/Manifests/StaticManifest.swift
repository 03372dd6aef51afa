import Crypto
public import Vocabulary

/// What a static large object is put together from, in order.
///
/// - Shape: stored, and shown to `multipart-manifest=get`, as OpenStack Swift stores it: a JSON array of
///   `{"name": "/container/object", "hash", "bytes", "content_type", "last_modified", "range", "sub_slo"}` and
///   `{"data": base64}`.
/// - Source: openstack.md 7.4.
public struct StaticManifest: Sendable, Hashable {
    public var entries: [Entry]

    public enum Entry: Sendable, Hashable {
        case segment(Segment)
        /// Bytes that stand in the manifest itself.
        case data([UInt8])
    }

    /// All of an object, or a part of it.
    public struct Segment: Sendable, Hashable {
        public var container: String
        public var name: String
        /// MD5 of the object, or of its parts' tags where it is a large object itself.
        public var etag: String
        /// Bytes of the whole object.
        public var size: Int64
        public var type: String
        public var modified: Timestamp
        /// Bytes; nil for all of it.
        public var range: Range<Int64>?
        /// It is a static large object too.
        public var isManifest: Bool

        /// `/container/object`
        public var path: String { "/\(container)/\(name)" }
        /// Bytes that are taken.
        public var length: Int64 { range.map { $0.upperBound - $0.lowerBound } ?? size }
    }

    /// Bytes of all parts together.
    public var size: Int64 { entries.reduce(0) { $0 + $1.length } }

    /// MD5 of the tags one after the other, each range after its own.
    public var etag: String {
        var digest = Insecure.MD5()
        for entry in entries {
            switch entry {
            case .segment(let segment):
                let range = segment.range.map { ":\(Self.text($0));" } ?? ""
                digest.update(data: Array((segment.etag + range).utf8))
            case .data(let bytes):
                digest.update(data: Array(Hex.encode(Array(Insecure.MD5.hash(data: bytes))).utf8))
            }
        }
        return BodyReader.hex(digest)
    }

    /// `first-last`
    public static func text(_ range: Range<Int64>) -> String { "\(range.lowerBound)-\(range.upperBound - 1)" }

    /// What is known of the object without its manifest.
    func facts(_ document: String) -> ManifestFacts {
        let tag = Hex.encode(Array(Insecure.MD5.hash(data: Array(document.utf8))))
        return ManifestFacts(manifestTag: tag, etag: etag, size: size)
    }
}
