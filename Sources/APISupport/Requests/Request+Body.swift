import HTTPTypes
public import HummingbirdCore
public import NIOCore
public import Vocabulary

extension Request {
    /// The media type of the body, lower case, without parameters; empty when it is not given.
    public var mediaType: String {
        guard let value = headers[.contentType] else { return "" }
        return value.prefix { $0 != ";" }.trimmingBlanks().lowercased()
    }

    /// The declared length of the body; nil when it is not given (a chunked body) or no number.
    public var contentLength: Int64? {
        headers[.contentLength].flatMap(Int64.init).flatMap { $0 >= 0 ? $0 : nil }
    }

    /// The whole body. For limits of a few megabytes: longer ones are for `withBody`.
    ///
    /// - Throws: requestEntityTooLarge when it is longer than `limitBytes`.
    public func body(upTo limitBytes: Int) async throws -> ByteBuffer {
        try await body(upTo: limitBytes) { _ in }
    }

    /// Works on the whole body. A long one has its turn when there is room for it, and keeps the room until the work is
    /// done, for what is made of a body is no smaller; a short one is read at once.
    ///
    /// - Throws: requestEntityTooLarge when it is longer than `limitBytes`; serviceUnavailable when others wait for the
    ///   room and it comes too slowly; what the work throws.
    public func withBody<Value: Sendable>(
        upTo limitBytes: Int, from user: UserID, in memory: BodyMemory = .shared,
        _ work: @Sendable (ByteBuffer) async throws -> Value
    ) async throws -> Value {
        if let contentLength, contentLength > limitBytes { throw Self.tooLarge(limitBytes) }
        // Nobody knows how much comes in chunks.
        let bytes = contentLength.map { Int($0) } ?? limitBytes
        guard bytes > BodyMemory.shortBytes else { return try await work(try await body(upTo: limitBytes)) }
        return try await memory.lend(bytes, to: user) {
            let begin = ContinuousClock.now
            let whole = try await body(upTo: limitBytes) { bytes in
                guard !memory.isTooSlow(bytes: bytes, after: begin.duration(to: .now)) else { throw Self.tooSlow }
            }
            return try await work(whole)
        }
    }

    /// - Parameter check: is told after each piece how many bytes have come.
    private func body(upTo limitBytes: Int, check: (Int) throws -> Void) async throws -> ByteBuffer {
        if let contentLength, contentLength > limitBytes { throw Self.tooLarge(limitBytes) }
        var whole = ByteBuffer()
        for try await var part in body {
            guard whole.readableBytes + part.readableBytes <= limitBytes else { throw Self.tooLarge(limitBytes) }
            if whole.readableBytes == 0 { whole = part } else { whole.writeBuffer(&part) }
            try check(whole.readableBytes)
        }
        return whole
    }

    /// The body as JSON.
    ///
    /// - Parameter needsMediaType: whether `Content-Type` must begin with `application/json` (compute.md 1.6).
    /// - Throws: badRequest for another media type or what is no JSON, requestEntityTooLarge.
    public func json(upTo limitBytes: Int = 1 << 20, needsMediaType: Bool = false) async throws -> JSONValue {
        if needsMediaType, !mediaType.hasPrefix("application/json") {
            throw Fault(.badRequest, "Content-Type should be application/json.")
        }
        return try await body(upTo: limitBytes).json()
    }

    /// The fields of a URL-encoded form.
    public func form(upTo limitBytes: Int = 1 << 20) async throws -> QueryParameters {
        QueryParameters(String(buffer: try await body(upTo: limitBytes)))
    }

    private static let tooSlow = Fault(
        .serviceUnavailable, "The server is busy, and the body came too slowly. Try again later.")

    private static func tooLarge(_ limitBytes: Int) -> Fault {
        Fault(.requestEntityTooLarge, "The body is larger than \(ByteSize.format(Int64(limitBytes))).")
    }
}

extension ByteBuffer {
    /// What is read as JSON; long texts are read away from the event loop.
    ///
    /// - Throws: badRequest.
    public func json() async throws -> JSONValue {
        try await awayFromLoop(readableBytes, few: Self.shortText) {
            try withUnsafeReadableBytes { try JSONValue(parsing: $0) }
        }
    }

    /// Bytes of a text that may be read on an event loop: well below a millisecond.
    public static var shortText: Int { 64 << 10 }
}

extension Substring {
    func trimmingBlanks() -> String {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return String(rest)
    }
}
