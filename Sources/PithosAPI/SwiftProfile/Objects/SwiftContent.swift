import PithosBackend
import Vocabulary

/// What reading an object gives, before its parts are looked up.
struct SwiftContent: Sendable {
    /// Bytes.
    var size: Int64
    /// Without quotes.
    var etag: String
    /// The tag is of parts and not of the content; it is shown in quotes.
    var isComposite: Bool

    var shownTag: String { isComposite ? "\"\(etag)\"" : etag }

    init(_ parts: ObjectParts) {
        size = parts.size
        etag = parts.etag
        isComposite = parts.isComposite
    }

    init(_ facts: ManifestFacts) {
        size = facts.size
        etag = facts.etag
        isComposite = true
    }
}
