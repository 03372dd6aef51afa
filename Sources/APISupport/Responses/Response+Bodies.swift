public import HTTPTypes
public import HummingbirdCore
import NIOCore
public import Vocabulary

extension Response {
    /// A JSON body, written by hand. A long one is kept in pieces, so that it is copied once and never moved.
    public static func json(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], write: (inout JSONWriter) throws -> Void
    ) rethrows -> Response {
        var pieces: [ByteBuffer] = []
        try withoutActuallyEscaping({ pieces.append(ByteBuffer(bytes: $0)) }) { drain in
            var writer = JSONWriter(drain: drain)
            try write(&writer)
            writer.withBytes(drain)
        }
        return body(status, pieces, contentType: Serialization.json.contentType, headers: headers)
    }

    /// A JSON body of one value.
    public static func json(
        _ value: some JSONWritable, status: HTTPResponse.Status = .ok, headers: HTTPFields = [:]
    ) -> Response {
        json(status, headers: headers) { $0.value(value) }
    }

    /// `{"server": {…}}`
    public static func json(
        wrapped name: StaticString, _ value: some JSONWritable, status: HTTPResponse.Status = .ok,
        headers: HTTPFields = [:]
    ) -> Response {
        json(status, headers: headers) { $0.object { $0.field(name, value) } }
    }

    /// An XML body, written by hand.
    public static func xml(
        _ status: HTTPResponse.Status = .ok, headers: HTTPFields = [:], write: (inout XMLWriter) throws -> Void
    ) rethrows -> Response {
        var writer = XMLWriter()
        try write(&writer)
        return bytes(status, writer.bytes, contentType: Serialization.xml.contentType, headers: headers)
    }

    public static func text(
        _ text: String, status: HTTPResponse.Status = .ok, contentType: String = Serialization.text.contentType,
        headers: HTTPFields = [:]
    ) -> Response {
        bytes(status, Array(text.utf8), contentType: contentType, headers: headers)
    }

    /// No body. The service adds its usual headers, among them a content type.
    public static func empty(_ status: HTTPResponse.Status, headers: HTTPFields = [:]) -> Response {
        Response(status: status, headers: headers)
    }

    /// - Parameter headers: win over `contentType`.
    public static func bytes(
        _ status: HTTPResponse.Status = .ok, _ bytes: [UInt8], contentType: String, headers: HTTPFields = [:]
    ) -> Response {
        body(status, [ByteBuffer(bytes: bytes)], contentType: contentType, headers: headers)
    }

    private static func body(
        _ status: HTTPResponse.Status, _ pieces: [ByteBuffer], contentType: String, headers: HTTPFields
    ) -> Response {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = contentType }
        return Response(status: status, headers: headers, body: ResponseBody(pieces: pieces))
    }
}

extension ResponseBody {
    /// One after the other.
    fileprivate init(pieces: [ByteBuffer]) {
        if pieces.count == 1 {
            self.init(byteBuffer: pieces[0])
        } else {
            self.init(contentLength: pieces.reduce(0) { $0 + $1.readableBytes }) { writer in
                for piece in pieces { try await writer.write(piece) }
                try await writer.finish(nil)
            }
        }
    }
}
