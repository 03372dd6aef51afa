import HummingbirdCore
import NIOCore
import Vocabulary

/// Reads `multipart/form-data` as it arrives; no more than a part's headers and one piece of the body are in memory.
///
/// An actor only because the content is handed on as a body, which may be read anywhere; it has one reader at a time.
///
/// - Source: object-storage.md 2.11, RFC 7578.
actor MultipartForm {
    /// What a part says about itself.
    struct Part: Sendable, Equatable {
        var name: String
        /// Content type, where it has one.
        var type: String?
        /// Set for a file, and only for one.
        var filename: String?
    }

    /// Nil while something is awaited from it.
    private var source: RequestBody.AsyncIterator?
    private var buffer = ByteBuffer(string: "\r\n")
    /// What stands between parts: a line's end, two dashes, the boundary.
    private let delimiter: [UInt8]
    private var isAtEnd = false
    /// The line's end at the begin of the buffer was put there to find a delimiter that follows at once.
    private var skipsLineEnd = false

    /// Bytes of the headers of one part.
    private static let headLimit = 16 << 10

    init(_ body: RequestBody, boundary: String) {
        source = body.makeAsyncIterator()
        delimiter = Array("\r\n--\(boundary)".utf8)
    }

    /// The boundary of a content type.
    static func boundary(of type: String) -> String? {
        for parameter in type.split(separator: ";").dropFirst() {
            let halves = parameter.split(separator: "=", maxSplits: 1)
            guard halves.count == 2, halves[0].filter({ $0 != " " }).lowercased() == "boundary" else { continue }
            let value = halves[1].filter { $0 != "\"" && $0 != " " }
            return value.isEmpty || value.utf8.count > 200 ? nil : value
        }
        return nil
    }

    /// Goes on to the next part, over what is left of the one before; nil after the last.
    ///
    /// - Throws: badRequest when the form is not well formed.
    func nextPart() async throws -> Part? {
        while try await nextPiece() != nil {}
        guard try await fill(upTo: 2) else { throw Self.malformed }
        if buffer.readableBytesView.starts(with: "--".utf8) { return nil }
        let end = Array("\r\n\r\n".utf8)
        while true {
            if let length = buffer.offset(of: end) {
                let head = buffer.readString(length: length) ?? ""
                // An empty part's delimiter begins with the line's end that ends its headers.
                buffer.moveReaderIndex(forwardBy: 2)
                skipsLineEnd = true
                isAtEnd = false
                return Self.part(head)
            }
            guard buffer.readableBytes < Self.headLimit, try await more() else { throw Self.malformed }
        }
    }

    /// The current part as text.
    ///
    /// - Throws: badRequest when it is longer than `limitBytes`.
    func text(upTo limitBytes: Int) async throws -> String {
        var text: [UInt8] = []
        while let piece = try await nextPiece() {
            text += Array(piece.readableBytesView)
            guard text.count <= limitBytes else { throw Fault(.badRequest, "A field of the form is too long") }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The rest of the current part, as a body.
    nonisolated func content() -> RequestBody { RequestBody(asyncSequence: FormContent(form: self)) }

    /// Some of the current part's content; nil at its end.
    fileprivate func nextPiece() async throws -> ByteBuffer? {
        if isAtEnd { return nil }
        while true {
            if let length = buffer.offset(of: delimiter) {
                let piece = take(length)
                buffer.moveReaderIndex(forwardBy: delimiter.count)
                isAtEnd = true
                skipsLineEnd = false
                return piece.readableBytes > 0 ? piece : nil
            }
            // What could be the begin of a delimiter stays.
            let safe = buffer.readableBytes - delimiter.count + 1
            if safe > (skipsLineEnd ? 2 : 0) {
                let piece = take(safe)
                skipsLineEnd = false
                if piece.readableBytes > 0 { return piece }
            }
            guard try await more() else { throw Self.malformed }
        }
    }

    private func take(_ count: Int) -> ByteBuffer {
        var piece = buffer.readSlice(length: count) ?? ByteBuffer()
        if skipsLineEnd { piece.moveReaderIndex(forwardBy: min(2, count)) }
        return piece
    }

    private func fill(upTo count: Int) async throws -> Bool {
        while buffer.readableBytes < count {
            guard try await more() else { return false }
        }
        return true
    }

    private func more() async throws -> Bool {
        guard var iterator = source else { preconditionFailure("a form has one reader") }
        source = nil
        // Also after an error: who reads on is told of it again.
        defer { source = iterator }
        guard var next = try await iterator.next(isolation: self) else { return false }
        buffer.discardReadBytes()
        buffer.writeBuffer(&next)
        return true
    }

    private static let malformed = Fault(.badRequest, "The form is not well formed")

    private static func part(_ head: String) -> Part {
        var part = Part(name: "", type: nil)
        for line in head.split(separator: "\r\n") {
            let halves = line.split(separator: ":", maxSplits: 1)
            guard halves.count == 2 else { continue }
            let value = halves[1].drop { $0 == " " }
            switch halves[0].lowercased() {
            case "content-type": part.type = String(value)
            case "content-disposition":
                let parameters = HeaderParameters(String(value))
                part.name = parameters["name"] ?? ""
                part.filename = parameters["filename"]
            default: continue
            }
        }
        return part
    }
}

extension ByteBuffer {
    /// How far from the first readable byte a pattern begins, nil when it is not there.
    fileprivate func offset(of pattern: [UInt8]) -> Int? {
        withUnsafeReadableBytes { bytes in
            var start = 0
            while bytes.count - start >= pattern.count, let first = bytes[start...].firstIndex(of: pattern[0]) {
                if bytes[first...].starts(with: pattern) { return first }
                start = first + 1
            }
            return nil
        }
    }
}

/// The content of a form's part.
private struct FormContent: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    let form: MultipartForm

    func makeAsyncIterator() -> Iterator { Iterator(form: form) }

    struct Iterator: AsyncIteratorProtocol {
        let form: MultipartForm

        func next() async throws -> ByteBuffer? { try await form.nextPiece() }
    }
}
