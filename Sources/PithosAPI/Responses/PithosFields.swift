import HTTPTypes
import PithosBackend
import Vocabulary

/// Headers of an answer, encoded the way of the object store.
///
/// Values of `X-…` headers are percent-encoded as the original does; those of `Content-…` only where a header could not
/// carry them, so that `image/svg+xml` stays readable. Source: object-storage.md 1.3.
struct PithosFields {
    private(set) var fields = HTTPFields()

    /// An `X-…` header.
    mutating func set(_ name: String, _ value: String) {
        append(name, PercentEncoding.encode(value, allowed: .headerValue))
    }

    mutating func set(_ name: String, _ value: Int64) { append(name, String(value)) }

    /// A header whose name ends in text from a client, as metadata does.
    mutating func set(_ prefix: String, encoding suffix: String, _ value: String) {
        set(prefix + PercentEncoding.encode(suffix), value)
    }

    /// Metadata by its stored keys; what is not a header of this kind stays inside.
    ///
    /// - Parameter kind: `Account`, `Container` or `Object`.
    mutating func set(metadata: [String: String], _ kind: String) {
        let prefix = "X-\(kind)-Meta-"
        for (key, value) in metadata {
            if key.begins(withExactly: prefix) {
                set(prefix, encoding: key.dropping(bytes: prefix.utf8.count), value)
            }
        }
    }

    /// A `Content-…` header.
    mutating func setContent(_ name: HTTPField.Name, _ value: String) {
        fields[name] = PercentEncoding.encode(value, allowed: .printable)
    }

    /// For an object's content, after its type.
    mutating func addContentPolicy() { ContentPolicy.add(to: &fields) }

    mutating func setModified(_ time: Timestamp) { fields[.lastModified] = time.rfc1123 }

    /// Unquoted, and present even when empty, as clients know it.
    mutating func setTag(_ etag: String) { fields[.eTag] = etag }

    private mutating func append(_ name: String, _ value: String) {
        // A name that was percent-encoded is always well formed.
        guard let name = HTTPField.Name(name) else { return }
        fields[name] = value
    }
}
