import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import Vocabulary

/// Bodies of compute requests: JSON that says so (compute.md 1.6).
enum ComputeBody {
    /// - Throws: badRequest.
    static func read(_ request: Request) async throws -> JSONValue {
        guard let type = request.headers[.contentType] else {
            throw Fault(.badRequest, "Missing Content-Type header field")
        }
        guard request.mediaType.hasPrefix("application/json") else {
            throw Fault(.badRequest, "Unsupported Content-type: '\(type)'")
        }
        let body = try await request.body(upTo: 1 << 20)
        guard let value = try? body.withUnsafeReadableBytes({ try JSONValue(parsing: $0) }) else {
            throw Fault(.badRequest, "Invalid JSON data")
        }
        return value
    }

    static var malformed: Fault { Fault(.badRequest, "Malformed request") }

    /// A value of a metadata object as text: numbers and booleans as the original wrote them down.
    ///
    /// - Throws: badRequest for anything else.
    static func text(_ value: JSONValue, _ field: String) throws -> String {
        switch value {
        case .string(let text): return text
        case .int, .double: return value.description
        case .bool(let flag): return flag ? "True" : "False"
        case .null, .array, .object: throw Fault(.badRequest, "\(field) should be a string, not \(value.kindName).")
        }
    }

    /// An object of metadata.
    static func metadata(_ value: JSONValue?) throws -> [String: String] {
        guard let members = value?.objectValue else { throw malformed }
        return try Dictionary(uniqueKeysWithValues: members.map { ($0.key, try text($0.value, $0.key)) })
    }

    /// `{"meta": {key: value}}` with exactly the key of the path.
    static func metadataItem(_ body: JSONValue, key: String, else fault: Fault = malformed) throws -> String {
        guard let members = body["meta"]?.objectValue, members.count == 1, let value = members[key] else { throw fault }
        return try text(value, key)
    }
}
