import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// The content of an object as an answer: all of it, one range, or several.
///
/// - Source: object-storage.md 2.7.
struct ObjectBody: Sendable {
    let objects: ObjectService
    let parts: ObjectParts
    let context: APIContext

    /// - Parameter ranges: nil for everything.
    /// - Throws: rangeNotSatisfiable.
    func response(_ ranges: ByteRanges?, headers: HTTPFields) async throws -> Response {
        try await response(
            try ranges?.resolved(size: parts.size), headers: headers,
            partHeader: "Content-Transfer-Encoding: binary")
    }

    /// - Parameters:
    ///   - wanted: ranges within the content, at least one; nil for everything.
    ///   - partHeader: what each part of several says besides its range.
    func response(_ wanted: [Range<Int64>]?, headers: HTTPFields, partHeader: String) async throws -> Response {
        guard let wanted else {
            return Response(status: .ok, headers: headers, body: try await body([0..<parts.size]))
        }
        var headers = headers
        if wanted.count == 1, let range = wanted.first {
            headers[.contentRange] = contentRange(range)
            return Response(status: .partialContent, headers: headers, body: try await body([range]))
        }
        let boundary = UUIDText.random().filter { $0 != "-" }
        headers[.contentType] = "multipart/byteranges; boundary=\(boundary)"
        return Response(
            status: .partialContent, headers: headers,
            body: try await multipart(wanted, boundary: boundary, partHeader: partHeader))
    }

    private func contentRange(_ range: Range<Int64>) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(parts.size)"
    }

    private func body(_ ranges: [Range<Int64>]) async throws -> ResponseBody {
        var pieces: [BodyPiece] = []
        for range in ranges { pieces += try await self.pieces(range) }
        return .pieces(pieces, context)
    }

    /// Parts in the order they were asked for, each with its range before it.
    private func multipart(
        _ ranges: [Range<Int64>], boundary: String, partHeader: String
    ) async throws -> ResponseBody {
        var pieces: [BodyPiece] = []
        for (index, range) in ranges.enumerated() {
            let head = """
                \(index == 0 ? "" : "\r\n")--\(boundary)\r\nContent-Range: \(contentRange(range))\r
                \(partHeader)\r\n\r\n
                """
            pieces.append(.bytes(Array(head.utf8)))
            pieces += try await self.pieces(range)
        }
        pieces.append(.bytes(Array("\r\n--\(boundary)--\r\n".utf8)))
        return .pieces(pieces, context)
    }

    private func pieces(_ range: Range<Int64>) async throws -> [BodyPiece] {
        try await objects.content(of: parts, range: range).map { piece in
            switch piece {
            case .stored(.file(let path, let offset, let length)):
                .file(FileSlice(path: path, offset: offset, count: length))
            case .stored(.zeros(let count)): .zeros(count)
            case .data(let bytes): .bytes(bytes)
            }
        }
    }
}
