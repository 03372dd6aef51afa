import APISupport
import NIOCore
import PithosBackend
import Vocabulary

/// The blocks of an object as a client sends them; only `hashes` and `bytes` count.
///
/// - Source: object-storage.md 3.3.
enum HashmapBody {
    /// Bytes of a document: room for the blocks of four terabytes.
    static let limit = 96 << 20

    /// - Throws: badRequest.
    static func parse(_ body: ByteBuffer, _ serialization: Serialization) throws -> Hashmap {
        let (hashes, bytes) = serialization == .xml ? try xml(body) : try json(body)
        guard let size = Int64(bytes) else { throw malformed }
        return Hashmap(
            hashes: try hashes.map { text in
                guard let hash = BlockHash(hex: text) else {
                    throw Fault(.badRequest, "Invalid data formatting: a hash is not 64 hexadecimal digits")
                }
                return hash
            }, size: size)
    }

    /// A hash has 64 digits. What has many more elements than hashes fit in is no hashmap, and would take many times its
    /// length in memory.
    private static func isPlausible(_ body: ByteBuffer) -> Bool {
        let elements = body.withUnsafeReadableBytes { bytes in
            bytes.count { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "[") || $0 == UInt8(ascii: "{") }
        }
        return elements <= 64 + body.readableBytes / 32
    }

    private static let malformed = Fault(.badRequest, "Invalid data formatting")

    private static func json(_ body: ByteBuffer) throws -> (hashes: [String], bytes: String) {
        guard isPlausible(body) else { throw malformed }
        let document: JSONValue
        do {
            document = try body.withUnsafeReadableBytes { try JSONValue(parsing: $0) }
        } catch {
            throw malformed
        }
        switch document {
        case .object, .array: break
        // Spelled as clients of the original know it.
        case .null, .bool, .int, .double, .string: throw Fault(.badRequest, "Invalid data formating")
        }
        guard let hashes = document["hashes"]?.arrayValue?.map(\.stringValue), let bytes = document["bytes"] else {
            throw malformed
        }
        let texts = hashes.compactMap { $0 }
        guard texts.count == hashes.count else { throw malformed }
        switch bytes {
        case .int(let number): return (texts, String(number))
        case .double(let number): return (texts, Int64(exactly: number.rounded(.towardZero)).map(String.init) ?? "")
        case .string(let text): return (texts, text)
        case .null, .bool, .array, .object: throw malformed
        }
    }

    private static func xml(_ body: ByteBuffer) throws -> (hashes: [String], bytes: String) {
        guard let document = HashmapXML(body.readableBytesView), let bytes = document.bytes else { throw malformed }
        return (document.hashes, bytes)
    }
}
