import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Between NIO's HTTP/1 parts and the types handlers see. Unlike the one in swift-nio-extras it leaves paths exactly as
/// they were sent, and keeps the headers of the connection itself from handlers.
final class HTTPTypesCodec: ChannelDuplexHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            do {
                context.fireChannelRead(Self.wrapInboundOut(.head(try Self.request(head))))
            } catch {
                context.fireErrorCaught(error)
            }
        case .body(let bytes):
            context.fireChannelRead(Self.wrapInboundOut(.body(bytes)))
        case .end(let trailers):
            context.fireChannelRead(
                Self.wrapInboundOut(.end(trailers.map { HTTPFields($0, splitCookie: false) })))
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let part: HTTPServerResponsePart
        switch Self.unwrapOutboundIn(data) {
        case .head(let response): part = .head(HTTPResponseHead(response))
        case .body(let bytes): part = .body(.byteBuffer(bytes))
        case .end(let trailers): part = .end(trailers.map { HTTPHeaders($0) })
        }
        context.write(Self.wrapOutboundOut(part), promise: promise)
    }

    static func request(_ head: HTTPRequestHead) throws -> HTTPRequest {
        var fields = HTTPFields(head.headers, splitCookie: false)
        fields[.connection] = nil
        return HTTPRequest(
            method: try HTTPRequest.Method(head.method), scheme: "http", authority: head.headers["Host"].first,
            path: RequestTargetForm.originForm(of: head.uri) ?? head.uri, headerFields: fields)
    }
}
