public import APISupport
public import HTTPTypes
public import HummingbirdCore
import NIOCore

/// Sends requests to services in this process, without a socket.
public struct TestClient: Sendable {
    private let cloud: CloudResponder
    /// Sent with every request, as `X-Auth-Token`.
    public var token: String?
    /// The host that it asks: `Host`.
    public var authority: String

    public init(_ cloud: CloudResponder, token: String? = nil, authority: String = "localhost") {
        self.cloud = cloud
        self.token = token
        self.authority = authority
    }

    /// The same client, as someone else.
    public func with(token: String?) -> TestClient {
        TestClient(cloud, token: token, authority: authority)
    }

    /// - Parameters:
    ///   - path: as on the wire, with the query.
    ///   - chunks: the body in pieces of this many bytes; nil for one piece.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], body: [UInt8] = [],
        chunks: Int? = nil
    ) async throws -> TestReply {
        var headers = headers
        if !body.isEmpty, headers[.contentLength] == nil, headers[.transferEncoding] == nil {
            headers[.contentLength] = "\(body.count)"
        }
        return try await send(method, path, headers: headers, streaming: Self.requestBody(body, chunks: chunks))
    }

    /// With a body that comes as it is read.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, streaming body: RequestBody
    ) async throws -> TestReply {
        var headers = headers
        if let token, headers[.authToken] == nil { headers[.authToken] = token }
        let head = HTTPRequest(
            method: method, scheme: "http", authority: authority, path: path, headerFields: headers)
        let (response, exchange) = await cloud.respond(to: Request(head: head, body: body))
        let collector = BodyCollector()
        try await response.body.write(collector)
        exchange.finish()
        return TestReply(status: response.status.code, headers: response.headers, body: collector.bytes)
    }

    /// With a JSON body.
    public func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields = [:], json: String
    ) async throws -> TestReply {
        var headers = headers
        headers[.contentType] = "application/json"
        return try await send(method, path, headers: headers, body: Array(json.utf8))
    }

    private static func requestBody(_ bytes: [UInt8], chunks: Int?) -> RequestBody {
        guard let chunks, !bytes.isEmpty else { return RequestBody(buffer: ByteBuffer(bytes: bytes)) }
        let pieces = stride(from: 0, to: bytes.count, by: chunks).map {
            ByteBuffer(bytes: bytes[$0..<min($0 + chunks, bytes.count)])
        }
        return RequestBody(
            asyncSequence: AsyncStream { continuation in
                for piece in pieces { continuation.yield(piece) }
                continuation.finish()
            })
    }
}

/// Used by one task, one write after the other.
private final class BodyCollector: ResponseBodyWriter {
    private(set) var bytes: [UInt8] = []

    func write(_ buffer: ByteBuffer) async throws {
        bytes.append(contentsOf: buffer.readableBytesView)
    }

    func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
