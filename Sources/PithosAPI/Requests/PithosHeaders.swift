import HTTPTypes
import PithosBackend
import Vocabulary

/// The headers of a request, decoded the way of the object store: ASCII only, and percent-decoded, name and value,
/// where a `%` is in either.
///
/// - Source: object-storage.md 1.3.
struct PithosHeaders: Sendable {
    /// Names in lower case; values of a name that was sent twice joined by commas.
    private let values: [String: String]

    /// - Throws: badRequest for a byte above 127, for what does not decode to UTF-8, and for a NUL.
    init(_ fields: HTTPFields) throws {
        var values: [String: String] = [:]
        for field in fields where !Self.foreign.contains(field.name.canonicalName) {
            var name = field.name.canonicalName
            var value = field.value
            guard name.utf8.allSatisfy({ $0 < 128 }), value.utf8.allSatisfy({ $0 < 128 }) else {
                throw Self.badCharacter
            }
            if field.name != .contentType, field.name != .contentLength,
                name.utf8.contains(UInt8(ascii: "%")) || value.utf8.contains(UInt8(ascii: "%"))
            {
                guard let decodedName = PercentEncoding.decode(name), let decodedValue = PercentEncoding.decode(value)
                else {
                    throw Fault(.badRequest, "Bad character in headers: \(field.name.rawName) is not UTF-8.")
                }
                (name, value) = (decodedName, decodedValue)
            }
            guard !name.utf8.contains(0), !value.utf8.contains(0) else { throw Self.badCharacter }
            values[name] = values[name].map { "\($0),\(value)" } ?? value
        }
        self.values = values
    }

    /// What browsers send of themselves, of other sites and of other pages' cookies. It means nothing here, and people
    /// who follow a link cannot choose it.
    private static let foreign: Set<String> = [
        "accept", "accept-language", "cookie", "origin", "referer", "user-agent", "via", "x-forwarded-for",
    ]

    private static let badCharacter = Fault(.badRequest, "Bad character in headers.")

    /// - Parameter name: in lower case.
    subscript(_ name: String) -> String? { values[name] }

    /// The headers whose names begin with `prefix` (lower case): what follows it, and the values without `~`, which
    /// stands for nothing at all in clients that cannot send empty values.
    func all(after prefix: String) -> [(suffix: String, value: String)] {
        values.compactMap { name, value in
            guard name.begins(withExactly: prefix) else { return nil }
            return (name.dropping(bytes: prefix.utf8.count), value.filter { $0 != "~" })
        }
    }

    /// Metadata with its stored keys: the whole header name, each word with a capital.
    ///
    /// - Parameter kind: `Account`, `Container` or `Object`.
    /// - Throws: badRequest for too many, and for names or values that are too long.
    func metadata(_ kind: String) throws -> [String: String] {
        let found = all(after: "x-\(kind.lowercased())-meta-").filter { !$0.suffix.isEmpty }
        guard found.count <= Self.metadataLimit else { throw Fault(.badRequest, "Too many headers.") }
        var metadata: [String: String] = [:]
        for (suffix, value) in found {
            let key = "X-\(kind)-Meta-" + HeaderName.capitalised(suffix)
            guard key.unicodeScalars.count <= 128 else { throw Fault(.badRequest, "Header name too large.") }
            guard value.unicodeScalars.count <= 256 else { throw Fault(.badRequest, "Header value too large.") }
            metadata[key] = value
        }
        return metadata
    }

    /// Metadata headers of one request.
    private static let metadataLimit = 90
}

/// Names of headers as words.
enum HeaderName {
    /// Words at dashes and underscores, joined by dashes, each with its first letter upper case and the rest lower.
    /// Only ASCII letters change.
    static func capitalised(_ name: String) -> String {
        var isFirst = true
        var bytes: [UInt8] = []
        bytes.reserveCapacity(name.utf8.count)
        for byte in name.utf8 {
            switch byte {
            case UInt8(ascii: "-"), UInt8(ascii: "_"):
                bytes.append(UInt8(ascii: "-"))
                isFirst = true
                continue
            case UInt8(ascii: "a")...UInt8(ascii: "z"): bytes.append(isFirst ? byte - 32 : byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): bytes.append(isFirst ? byte : byte + 32)
            default: bytes.append(byte)
            }
            isFirst = false
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
