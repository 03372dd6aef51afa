import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOWebSocket
import Synchronization

/// One connection: sets up its pipeline, and serves HTTP on it or hands it over as a web socket.
///
/// ```
/// socket ─ ConnectionGate ─ encoder, decoder ─ ConnectionHandler ─ (upgrade) ─ HTTPTypesCodec ─ HTTPChannelHandler
/// ```
struct ServerChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Frames = NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    typealias Messages = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    enum Outcome: Sendable {
        case http(Messages)
        case webSocket(Frames, WebSocketHandler)
    }

    struct Value: ServerChildChannelValue {
        let outcome: EventLoopFuture<Outcome>
        let channel: any Channel
    }

    let responder: HTTPChannelHandler.Responder
    let configuration: HTTPServerConfiguration
    let metrics: ServerMetrics
    let acceptor: WebSocketAcceptor?

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        metrics.connectionOpened()
        channel.closeFuture.whenComplete { _ in metrics.connectionClosed() }
        return channel.eventLoop.makeCompletedFuture {
            if let options = channel.syncOptions {
                try options.setOption(
                    .recvAllocator,
                    value: AdaptiveRecvByteBufferAllocator(minimum: 4096, initial: 16_384, maximum: 262_144))
                // Not there on a unix socket.
                try? options.setOption(.tcpOption(.tcp_nodelay), value: 1)
            }
            return Value(outcome: try addHandlers(to: channel), channel: channel)
        }
    }

    private func addHandlers(to channel: any Channel) throws -> EventLoopFuture<Outcome> {
        let pipeline = channel.pipeline.syncOperations
        let encoder = HTTPResponseEncoder()
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.headerMaxBytes
        limits.maxHeaderListSize = configuration.headersMaxBytes
        limits.maxHeaderFieldCount = configuration.headersMaxCount
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits))
        let connection = ConnectionHandler(limits: configuration, metrics: metrics)
        try pipeline.addHandler(ConnectionGate(drainTimeout: configuration.drainTimeout))
        try pipeline.addHandlers(encoder, decoder, connection)
        guard acceptor != nil else {
            return channel.eventLoop.makeSucceededFuture(try Self.httpOutcome(channel))
        }
        let upgrade = NIOTypedHTTPServerUpgradeHandler(
            httpEncoder: encoder, extraHTTPHandlers: [decoder, connection],
            upgradeConfiguration: NIOTypedHTTPServerUpgradeConfiguration(
                upgraders: [makeUpgrader()],
                notUpgradingCompletionHandler: { channel in
                    channel.eventLoop.makeCompletedFuture { try Self.httpOutcome(channel) }
                }))
        try pipeline.addHandler(upgrade)
        return upgrade.upgradeResultFuture
    }

    private static func httpOutcome(_ channel: any Channel) throws -> Outcome {
        try channel.pipeline.syncOperations.addHandler(HTTPTypesCodec())
        return .http(
            try Messages(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true)))
    }

    /// Web sockets are accepted on the first request of a connection only, which is all that browsers need.
    private func makeUpgrader() -> NIOTypedWebSocketServerUpgrader<Outcome> {
        let accepted = AcceptedHandler()
        return NIOTypedWebSocketServerUpgrader(
            maxFrameSize: 1 << 20,
            shouldUpgrade: { channel, head in
                let promise = channel.eventLoop.makePromise(of: HTTPHeaders?.self)
                promise.completeWithTask { await accept(head, accepted) }
                return promise.futureResult
            },
            upgradePipelineHandler: { channel, _ in
                channel.eventLoop.makeCompletedFuture {
                    guard let handler = accepted.handler.withLock({ $0 }) else { throw ChannelError.inappropriateOperationForState }
                    try channel.pipeline.syncOperations.handler(type: ConnectionGate.self).isWebSocket = true
                    return .webSocket(try Frames(wrappingChannelSynchronously: channel), handler)
                }
            })
    }

    private func accept(_ head: HTTPRequestHead, _ accepted: AcceptedHandler) async -> HTTPHeaders? {
        guard let acceptor, let request = try? HTTPTypesCodec.request(head), let handler = await acceptor(request)
        else { return nil }
        accepted.handler.withLock { $0 = handler }
        let offered = head.headers[canonicalForm: "Sec-WebSocket-Protocol"]
        guard let subprotocol = handler.subprotocol, offered.contains(subprotocol[...]) else { return [:] }
        return ["Sec-WebSocket-Protocol": subprotocol]
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .http(let channel):
                await handleHTTP(asyncChannel: channel, logger: logger)
            case .webSocket(let channel, let handler):
                try await Self.serve(channel, handler)
            }
        } catch {
            logger.debug("A connection ended early", metadata: ["error": "\(error)"])
        }
    }

    private static func serve(_ channel: Frames, _ handler: WebSocketHandler) async throws {
        try await channel.executeThenClose { frames, writer in
            let outbound = WebSocketOutbound(writer: writer)
            let connection = WebSocketConnection(
                inbound: WebSocketInbound(frames: frames, outbound: outbound), outbound: outbound,
                eventLoop: channel.channel.eventLoop)
            do {
                try await handler.run(connection)
                try? await outbound.close()
            } catch {
                try? await outbound.close(code: 1011)
                throw error
            }
        }
    }

    /// Carries the handler from the decision to the upgraded connection.
    private final class AcceptedHandler: Sendable {
        let handler = Mutex<WebSocketHandler?>(nil)
    }
}
