import HTTPTypes
import PithosBackend
import Vocabulary

/// Headers of an answer, with values as they are.
struct SwiftFields {
    private(set) var fields = HTTPFields()

    init() {}

    mutating func set(_ name: String, _ value: String) {
        // Names come from us or from headers that were sent, so they are well formed.
        guard let name = HTTPField.Name(name) else { return }
        fields[name] = value
    }

    mutating func set(_ name: String, _ value: Int64) { set(name, String(value)) }

    mutating func set(_ name: HTTPField.Name, _ value: String) { fields[name] = value }

    /// `Last-Modified` and `X-Timestamp`.
    mutating func setTimes(_ time: Timestamp) {
        fields[.lastModified] = time.roundedUp.rfc1123
        fields[.timestamp] = time.swiftTimestamp
    }

    /// Metadata by its stored keys; what is not a header of this kind stays inside.
    ///
    /// - Parameter kind: `Account`, `Container` or `Object`.
    mutating func set(metadata: [String: String], _ kind: String) {
        let prefix = "X-\(kind)-Meta-"
        for (key, value) in metadata where key.utf8.starts(with: prefix.utf8) {
            // Pithos clients may use characters that no header's name can have.
            set(prefix + PercentEncoding.encode(key.dropping(bytes: prefix.utf8.count), allowed: .headerName), value)
        }
    }
}

extension PercentEncoding.Allowed {
    /// What the name of a header may hold (RFC 9110 section 5.6.2), but `%`.
    static let headerName = PercentEncoding.Allowed("!#$&'*+-.^_`|~")
}
