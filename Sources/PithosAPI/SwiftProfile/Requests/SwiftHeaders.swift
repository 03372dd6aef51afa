import HTTPTypes
import PithosBackend
import Vocabulary

/// The headers of a request in the way of OpenStack Swift: values are UTF-8 as they are, nothing is decoded.
struct SwiftHeaders: Sendable {
    /// Names in lower case; values of a name that was sent twice joined by commas.
    private let values: [String: String]

    /// - Throws: badRequest for a NUL.
    init(_ fields: HTTPFields) throws {
        var values: [String: String] = [:]
        for field in fields {
            guard !field.value.utf8.contains(0) else {
                throw Fault(.badRequest, "The header \(field.name.rawName) holds a NUL.")
            }
            let name = field.name.canonicalName
            // What was no UTF-8 has become the replacement character by now; kept, it would be another value than was sent.
            guard !field.value.unicodeScalars.contains("\u{FFFD}") || !Self.isKept(name) else {
                throw Fault(.badRequest, "The header \(field.name.rawName) must be valid UTF-8.")
            }
            values[name] = values[name].map { "\($0),\(field.value)" } ?? field.value
        }
        self.values = values
    }

    /// Whether a header becomes a part of what is stored, or names something that is.
    private static func isKept(_ name: String) -> Bool {
        ["x-account-", "x-container-", "x-object-", "x-copy-from", "destination", "content-"]
            .contains { name.utf8.starts(with: $0.utf8) }
            || SwiftCall.keptHeaders.contains { $0.lowercased() == name }
    }

    /// - Parameter name: in lower case.
    subscript(_ name: String) -> String? { values[name] }

    /// Whether a header says yes in any of the ways OpenStack Swift knows.
    func isTrue(_ name: String) -> Bool { self[name].map(SwiftFlag.isTrue) ?? false }

    /// What follows `prefix` (lower case) in the names of headers, and their values.
    func all(after prefix: String) -> [(suffix: String, value: String)] {
        values.compactMap { name, value in
            guard name.utf8.starts(with: prefix.utf8) else { return nil }
            return (String(name[name.utf8.index(name.startIndex, offsetBy: prefix.utf8.count)...]), value)
        }
    }

    /// Metadata by its stored keys; an empty value takes one away, and so does `X-Remove-…`.
    ///
    /// - Parameter kind: `Account`, `Container` or `Object`.
    /// - Throws: badRequest for names and values that are empty or too long, and for too much.
    func metadata(_ kind: String) throws -> [String: String] {
        var metadata: [String: String] = [:]
        for (suffix, _) in all(after: "x-remove-\(kind.lowercased())-meta-") where !suffix.isEmpty {
            metadata["X-\(kind)-Meta-" + HeaderName.capitalised(suffix)] = ""
        }
        var sizeBytes = 0
        let found = all(after: "x-\(kind.lowercased())-meta-")
        for (suffix, value) in found {
            guard !suffix.isEmpty else { throw Fault(.badRequest, "Metadata name cannot be empty") }
            guard suffix.utf8.count <= SwiftLimits.metadataNameBytes else {
                throw Fault(.badRequest, "Metadata name too long: \(suffix.prefix(64))…")
            }
            let valueBytes = value.utf8.count
            guard valueBytes <= SwiftLimits.metadataValueBytes else {
                throw Fault(.badRequest, "Metadata value longer than \(SwiftLimits.metadataValueBytes): \(suffix)")
            }
            sizeBytes += suffix.utf8.count + valueBytes
            metadata["X-\(kind)-Meta-" + HeaderName.capitalised(suffix)] = value
        }
        guard found.count <= SwiftLimits.metadata.count else {
            throw Fault(.badRequest, "Too many metadata items; max \(SwiftLimits.metadata.count)")
        }
        guard sizeBytes <= SwiftLimits.metadata.bytes else {
            throw Fault(.badRequest, "Total metadata too large; max \(SwiftLimits.metadata.bytes)")
        }
        return metadata
    }
}

/// Yes, in a header or a query.
enum SwiftFlag {
    static func isTrue(_ text: String) -> Bool {
        ["true", "1", "yes", "on", "t", "y"].contains(text.lowercased())
    }
}
