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

    /// The whole body.
    ///
    /// - Throws: requestEntityTooLarge when it is longer than `limitBytes`.
    public func body(upTo limitBytes: Int) async throws -> ByteBuffer {
        if let contentLength, contentLength > limitBytes { throw Self.tooLarge(limitBytes) }
        var whole = ByteBuffer()
        for try await var part in body {
            guard whole.readableBytes + part.readableBytes <= limitBytes else { throw Self.tooLarge(limitBytes) }
            if whole.readableBytes == 0 { whole = part } else { whole.writeBuffer(&part) }
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
