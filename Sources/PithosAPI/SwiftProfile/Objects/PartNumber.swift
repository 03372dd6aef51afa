import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// `part-number`: one part of a static large object, counted from 1. Other objects have none, and ignore it.
struct PartNumber: Sendable {
    let number: Int

    /// - Throws: badRequest for what is no number above zero.
    init?(_ call: SwiftCall) throws {
        guard let text = call.query["part-number"] else { return nil }
        guard let number = Int(text), number > 0 else {
            throw Fault(.badRequest, "Part number must be an integer greater than 0")
        }
        self.number = number
    }

    /// The bytes of the part; nil when there are fewer parts.
    func range(in info: ObjectInfo) throws -> Range<Int64>? {
        guard let entries = try info.staticManifest?.entries, number <= entries.count else { return nil }
        let begin = entries[..<(number - 1)].reduce(Int64(0)) { $0 + $1.length }
        return begin..<(begin + entries[number - 1].length)
    }

    /// 206; 416
    func head(of info: ObjectInfo, _ content: SwiftContent, headers: HTTPFields) throws -> Response {
        var headers = headers
        guard let count = try info.partCount else {
            headers[.contentLength] = String(content.size)
            return .empty(.ok, headers: headers)
        }
        headers[.partsCount] = String(count)
        guard let range = try range(in: info) else {
            var answer = refusal(content, headers: headers)
            answer.headers[.contentLength] = "0"
            return answer
        }
        headers[.contentLength] = String(range.upperBound - range.lowerBound)
        headers[.contentRange] = "bytes \(StaticManifest.text(range))/\(content.size)"
        return .empty(.partialContent, headers: headers)
    }

    func refusal(_ content: SwiftContent, headers: HTTPFields) -> Response {
        var headers = headers
        headers[.contentRange] = "bytes */\(content.size)"
        headers[.contentType] = SwiftFault.contentType
        return .text(
            "The requested part number is not satisfiable", status: .rangeNotSatisfiable, headers: headers)
    }
}

extension ObjectInfo {
    /// Nil for what is no static large object.
    var partCount: Int? { get throws { try staticManifest?.entries.count } }
}

extension HTTPField.Name {
    static let partsCount = HTTPField.Name.known("X-Parts-Count")
}
