import APISupport
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

/// A manifest as clients put it: `[{"path", "etag", "size_bytes", "range"}, {"data"}]`.
///
/// - Source: openstack.md 7.2, 7.4.
enum ManifestBody {
    /// - Throws: badRequest for what is no such list; `ManifestDraft.Refusal` for entries that make no sense.
    static func parse(_ body: ByteBuffer) throws -> ManifestDraft {
        let json = try body.withUnsafeReadableBytes { try JSONValue(parsing: $0, countMax: valuesMax) }
        let elements = try json.elements("The manifest")
        guard !elements.isEmpty else { throw Fault(.badRequest, "Number of segments must be at least 1") }
        guard elements.count <= SwiftLimits.manifestSegments else {
            throw Fault(.badRequest, "Number of segments must be <= \(SwiftLimits.manifestSegments)")
        }
        var entries: [ManifestDraft.Entry] = []
        var problems: [ManifestDraft.Problem] = []
        for (index, element) in elements.enumerated() {
            do {
                entries.append(try entry(element))
            } catch let fault as Fault {
                problems.append(.init(path: "Index \(index)", reason: fault.message))
            }
        }
        guard problems.isEmpty else { throw ManifestDraft.Refusal(problems: problems) }
        let hasSegment = entries.contains { if case .segment = $0 { true } else { false } }
        guard hasSegment else {
            throw Fault(.badRequest, "Inline data segments require at least one object-backed segment.")
        }
        return ManifestDraft(entries: entries)
    }

    /// An entry is five values. Of what has a few times as many we can still say that it has too many entries.
    private static let valuesMax = 16 * SwiftLimits.manifestSegments

    private static func entry(_ json: JSONValue) throws -> ManifestDraft.Entry {
        let members = try json.members("not a JSON object: the entry")
        if members["data"] != nil {
            guard members.count == 1 else { throw Fault(.badRequest, "extraneous keys beside data") }
            guard let data = Data(base64Encoded: try json.string("data")), !data.isEmpty else {
                throw Fault(.badRequest, "data must be valid base64 of at least one byte")
            }
            return .data(Array(data))
        }
        let unknown = Set(members.keys).subtracting(["path", "etag", "size_bytes", "range"])
        guard unknown.isEmpty else {
            throw Fault(.badRequest, "extraneous keys \(unknown.sorted().joined(separator: ", "))")
        }
        let path = try json.string("path").utf8.drop { $0 == UInt8(ascii: "/") }
        let names = path.split(separator: UInt8(ascii: "/"), maxSplits: 1, omittingEmptySubsequences: false)
            .map { String(decoding: Array($0), as: UTF8.self) }
        guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else {
            throw Fault(.badRequest, "path does not refer to an object. Path must be of the form /container/object.")
        }
        return .segment(
            .init(
                container: names[0], name: names[1],
                etag: try json.lookup("etag").flatMap { $0.isNull ? nil : EntityTags.single(try $0.asString("etag")) },
                size: try json.lookup("size_bytes").flatMap { try size($0) },
                range: try json.lookup("range").flatMap { $0.isNull ? nil : try range(try $0.asString("range")) }))
    }

    private static func size(_ json: JSONValue) throws -> Int64? {
        switch json {
        case .null: return nil
        case .int(let size) where size >= 0: return size
        case .string(let text):
            guard let size = Int64(text), size >= 0 else { throw Fault(.badRequest, "invalid size_bytes") }
            return size
        default: throw Fault(.badRequest, "invalid size_bytes")
        }
    }

    private static func range(_ text: String) throws -> SegmentRange {
        guard let ranges = ByteRanges("bytes=\(text)"), ranges.parts.count == 1, let part = ranges.parts.first else {
            throw Fault(.badRequest, "invalid range")
        }
        switch part {
        case .from(let first, let last): return .from(first, through: last)
        case .last(let count): return .last(count)
        }
    }

    /// 400 that names each segment and what is wrong with it.
    static func refusal(_ problems: [ManifestDraft.Problem], _ format: BulkReport.Format) -> Response {
        guard format == .json else {
            let lines = problems.map { "\(PercentEncoding.encode($0.path, allowed: .path)), \($0.reason)\n" }
            return .text(
                "Errors:\n" + lines.joined(), status: .badRequest, contentType: "text/plain; charset=utf-8")
        }
        return .json(.badRequest, headers: [.contentType: SwiftListingFormat.json.contentType]) { json in
            json.object { json in
                json.array("Errors") { json in
                    for problem in problems {
                        json.array {
                            $0.value(problem.path)
                            $0.value(problem.reason)
                        }
                    }
                }
            }
        }
    }
}
