/// What is known of a static large object without reading its manifest.
public struct ManifestFacts: Sendable, Hashable {
    /// MD5 of the manifest as it is stored.
    public var manifestTag: String
    /// MD5 of what the parts' tags and ranges are, one after the other.
    public var etag: String
    /// Bytes of all parts together.
    public var size: Int64

    init(manifestTag: String, etag: String, size: Int64) {
        self.manifestTag = manifestTag
        self.etag = etag
        self.size = size
    }

    /// As stored; nil for what was not made by `text`.
    init?(_ text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 3, let size = Int64(parts[2]) else { return nil }
        self.init(manifestTag: String(parts[0]), etag: String(parts[1]), size: size)
    }

    var text: String { "\(manifestTag) \(etag) \(size)" }
}
