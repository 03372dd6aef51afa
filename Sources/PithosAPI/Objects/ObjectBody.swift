import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
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
    /// - Throws: rangeNotSatisfiable; `BlockError` when the first block of what is wanted is not in order.
    func response(_ ranges: ByteRanges?, headers: HTTPFields) async throws -> Response {
        try await response(
            try ranges?.resolved(size: parts.size), headers: headers,
            partHeader: "Content-Transfer-Encoding: binary")
    }

    /// - Parameters:
    ///   - wanted: ranges within the content, at least one; nil for everything.
    ///   - partHeader: what each part of several says besides its range.
    /// - Throws: `BlockError` when the first block of what is wanted is not in order.
    func response(_ wanted: [Range<Int64>]?, headers: HTTPFields, partHeader: String) async throws -> Response {
        guard let wanted else {
            return Response(status: .ok, headers: headers, body: try await body([.range(0..<parts.size)]))
        }
        var headers = headers
        if wanted.count == 1, let range = wanted.first {
            headers[.contentRange] = contentRange(range)
            return Response(status: .partialContent, headers: headers, body: try await body([.range(range)]))
        }
        let boundary = UUIDText.random().filter { $0 != "-" }
        headers[.contentType] = "multipart/byteranges; boundary=\(boundary)"
        return Response(
            status: .partialContent, headers: headers,
            body: try await body(multipart(wanted, boundary: boundary, partHeader: partHeader)))
    }

    private func contentRange(_ range: Range<Int64>) -> String {
        "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(parts.size)"
    }

    /// A stretch of the answer.
    private enum Section: Sendable {
        case text(String)
        /// Of the content, in bytes.
        case range(Range<Int64>)

        /// Bytes.
        var length: Int {
            switch self {
            case .text(let text): text.utf8.count
            case .range(let range): Int(range.upperBound - range.lowerBound)
            }
        }
    }

    /// Ranges in the order they were asked for, each with its place before it.
    private func multipart(_ ranges: [Range<Int64>], boundary: String, partHeader: String) -> [Section] {
        var sections: [Section] = []
        for (index, range) in ranges.enumerated() {
            let head = """
                \(index == 0 ? "" : "\r\n")--\(boundary)\r\nContent-Range: \(contentRange(range))\r
                \(partHeader)\r\n\r\n
                """
            sections += [.text(head), .range(range)]
        }
        return sections + [.text("\r\n--\(boundary)--\r\n")]
    }

    /// Where the answer begins is known to be in order before its head is sent; the rest is looked at when its turn
    /// comes, and what is wrong then breaks the answer off.
    private func body(_ sections: [Section]) async throws -> ResponseBody {
        var begin: (range: Range<Int64>, content: ObjectContent)?
        for case .range(let range) in sections.prefix(2) where begin == nil {
            begin = (range, try await objects.content(of: parts, range: range))
        }
        // In one write with the head.
        if sections.count == 1, let bytes = begin?.content.bytes { return ResponseBody(byteBuffer: bytes) }
        let opened = begin
        return .pieces(length: try Self.length(of: sections), context) { writer in
            for section in sections {
                switch section {
                case .text(let text):
                    try await writer.write(.bytes(ByteBuffer(string: text)))
                case .range(let range):
                    let content: ObjectContent
                    if let opened, opened.range == range {
                        content = opened.content
                    } else {
                        content = try await objects.content(of: parts, range: range)
                    }
                    try await content.eachPiece { try await writer.write(body($0)) }
                }
            }
        }
    }

    /// Bytes of all sections. Ranges may name the same bytes again and again.
    ///
    /// - Throws: rangeNotSatisfiable for more than a length on the wire can be.
    private static func length(of sections: [Section]) throws -> Int {
        var length = 0
        for section in sections {
            let (sum, overflows) = length.addingReportingOverflow(section.length)
            guard !overflows else { throw Fault(.rangeNotSatisfiable, "The ranges are too long together") }
            length = sum
        }
        return length
    }

    private func body(_ piece: ContentPiece) -> BodyPiece {
        switch piece {
        case .file(let file, let offset, let length): .file(FileSlice(file: file, offset: offset, count: length))
        case .block(let slice): .stored(count: slice.length) { try await objects.read(slice.part($0)) }
        case .zeros(let count): .zeros(count)
        case .data(let bytes): .bytes(bytes)
        }
    }
}
