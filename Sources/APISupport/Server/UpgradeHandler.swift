import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOWebSocket

/// Decides by the first request what a connection is: HTTP, or a web socket if someone accepts it.
///
/// NIO has such a handler, but it loses a request whose upgrade nobody accepts. Here such a request is answered as any
/// other. Web sockets are accepted on the first request only, which is all that browsers need.
final class UpgradeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private enum State {
        case waiting
        /// The acceptor is being asked.
        case deciding(HTTPRequestHead)
        /// Accepted; the end of the request has not come yet.
        case accepted(HTTPRequestHead, WebSocketHandler)
        case decided
    }

    private let acceptor: WebSocketAcceptor
    private let encoder: HTTPResponseEncoder
    private let httpHandlers: [any RemovableChannelHandler]
    private let outcome: EventLoopPromise<ServerChannel.Outcome>
    private var state = State.waiting
    private var buffered: [NIOAny] = []
    private var hasSeenEnd = false

    /// - Parameters:
    ///   - encoder, httpHandlers: leave the pipeline when the connection becomes a web socket.
    ///   - outcome: settled once, at the latest when the connection ends.
    init(
        acceptor: @escaping WebSocketAcceptor, encoder: HTTPResponseEncoder,
        httpHandlers: [any RemovableChannelHandler], outcome: EventLoopPromise<ServerChannel.Outcome>
    ) {
        self.acceptor = acceptor
        self.encoder = encoder
        self.httpHandlers = httpHandlers
        self.outcome = outcome
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .waiting = state else {
            buffered.append(data)
            if case .end = Self.unwrapInboundIn(data) { hasSeenEnd = true }
            upgradeIfReady(context)
            return
        }
        buffered.append(data)
        guard case .head(let head) = Self.unwrapInboundIn(data), Self.asksForWebSocket(head),
            let request = try? HTTPTypesCodec.request(head)
        else {
            becomeHTTP(context)
            return
        }
        state = .deciding(head)
        let promise = context.eventLoop.makePromise(of: WebSocketHandler?.self)
        promise.completeWithTask { [acceptor] in await acceptor(request) }
        promise.futureResult.assumeIsolated().whenSuccess { [self] handler in
            guard case .deciding(let head) = state else { return }
            guard let handler else {
                becomeHTTP(context)
                return
            }
            state = .accepted(head, handler)
            upgradeIfReady(context)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        fail(ChannelError.eof)
    }

    private func fail(_ error: any Error) {
        if case .decided = state { return }
        state = .decided
        outcome.fail(error)
    }

    private static func asksForWebSocket(_ head: HTTPRequestHead) -> Bool {
        head.method == .GET && head.headers[canonicalForm: "Upgrade"].contains { $0.lowercased() == "websocket" }
            && head.headers[canonicalForm: "Connection"].contains { $0.lowercased() == "upgrade" }
    }

    private func becomeHTTP(_ context: ChannelHandlerContext) {
        state = .decided
        do {
            outcome.succeed(try ServerChannel.httpOutcome(context.channel))
        } catch {
            outcome.fail(error)
            return
        }
        for part in buffered { context.fireChannelRead(part) }
        buffered = []
        context.fireChannelReadComplete()
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    private func upgradeIfReady(_ context: ChannelHandlerContext) {
        guard case .accepted(let head, let handler) = state, hasSeenEnd else { return }
        state = .decided
        let offered = head.headers[canonicalForm: "Sec-WebSocket-Protocol"]
        let subprotocol = handler.subprotocol.flatMap { offered.contains($0[...]) ? $0 : nil }
        let extra: HTTPHeaders = subprotocol.map { ["Sec-WebSocket-Protocol": $0] } ?? [:]
        let upgrader = NIOTypedWebSocketServerUpgrader<ServerChannel.Outcome>(
            maxFrameSize: 1 << 20,
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(extra) },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture { try ServerChannel.webSocketOutcome(channel, handler) }
            })
        let (channel, pipeline) = (context.channel, context.pipeline.syncOperations)
        upgrader.buildUpgradeResponse(channel: channel, upgradeRequest: head, initialResponseHeaders: [:])
            .assumeIsolated()
            .flatMap { [self] headers in
                let head = HTTPResponseHead(version: .http1_1, status: .switchingProtocols, headers: headers)
                context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: nil)
                let removals = (httpHandlers + [encoder]).map { pipeline.removeHandler($0) }
                return EventLoopFuture.andAllSucceed(removals, on: channel.eventLoop)
            }
            .flatMap { upgrader.upgrade(channel: channel, upgradeRequest: head) }
            .whenComplete { [self] result in
                outcome.completeWith(result)
                switch result {
                case .success: pipeline.removeHandler(self, promise: nil)
                // A key or version that is wrong: the request cannot become anything any more.
                case .failure: channel.close(promise: nil)
                }
            }
    }
}
