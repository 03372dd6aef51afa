import FoundationEssentials
import Vocabulary

extension StaticManifest {
    /// The manifest as it is stored.
    public var document: String {
        var json = JSONWriter(capacity: 64 + entries.count * 256)
        json.array { json in for entry in entries { json.object { Self.write(entry, &$0) } } }
        return json.text
    }

    private static func write(_ entry: Entry, _ json: inout JSONWriter) {
        switch entry {
        case .data(let bytes): json.field("data", Data(bytes).base64EncodedString())
        case .segment(let segment):
            json.field("name", segment.path)
            json.field("hash", segment.etag)
            json.field("bytes", segment.size)
            json.field("content_type", segment.type)
            json.field("last_modified", segment.modified.iso8601Micro)
            if let range = segment.range { json.field("range", text(range)) }
            if segment.isManifest { json.field("sub_slo", true) }
        }
    }

    /// - Throws: internalServerError for what was not made by `document`.
    init(document: String) throws {
        do {
            entries = try JSONValue(parsing: document).elements().map { try Self.entry($0) }
        } catch {
            throw Fault(.internalServerError, "Unexpected error", cause: error)
        }
    }

    private static func entry(_ json: JSONValue) throws -> Entry {
        if let data = try json.lookupString("data") { return .data(try bytes(data)) }
        let path = try json.string("name").utf8.dropFirst()
        let names = path.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
        guard names.count == 2 else { throw Fault(.badRequest, "name is not /container/object") }
        return .segment(
            Segment(
                container: String(decoding: Array(names[0]), as: UTF8.self),
                name: String(decoding: Array(names[1]), as: UTF8.self), etag: try json.string("hash"),
                size: try json.int("bytes"), type: try json.string("content_type"),
                modified: Timestamp(iso8601: try json.string("last_modified")) ?? Timestamp(microseconds: 0),
                range: try json.lookupString("range").flatMap(range),
                isManifest: try json.lookupBool("sub_slo") ?? false))
    }

    private static func bytes(_ text: String) throws -> [UInt8] {
        guard let data = Data(base64Encoded: text) else { throw Fault(.badRequest, "data is not base64") }
        return Array(data)
    }

    private static func range(_ text: String) -> Range<Int64>? {
        let ends = text.split(separator: "-").compactMap { Int64($0) }
        return ends.count == 2 && ends[0] <= ends[1] ? ends[0]..<(ends[1] + 1) : nil
    }
}
