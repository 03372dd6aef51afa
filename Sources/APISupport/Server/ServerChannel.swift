import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOWebSocket

/// One connection: sets up its pipeline, and serves HTTP on it or hands it over as a web socket.
///
/// ```
/// socket ─ ConnectionGate ─ encoder, decoder ─ ConnectionHandler ─ (UpgradeHandler) ─ HTTPTypesCodec ─
/// HTTPChannelHandler
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

    /// Bytes that are read from a socket at once.
    private static let receiveMaxBytes = 128 << 10
    /// Parts of a body that wait to be taken by a handler before the socket is read no further: with many uploads at
    /// once these are most of the memory.
    private static let partsWaitingMax = 2

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
                    value: AdaptiveRecvByteBufferAllocator(
                        minimum: 4096, initial: 16_384, maximum: Self.receiveMaxBytes))
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
            HTTPRequestDecoder(leftOverBytesStrategy: .dropBytes, limitConfiguration: limits))
        let connection = ConnectionHandler(limits: configuration, metrics: metrics)
        try pipeline.addHandler(ConnectionGate(drainTimeout: configuration.drainTimeout))
        try pipeline.addHandlers(encoder, decoder, connection)
        guard let acceptor else {
            return channel.eventLoop.makeSucceededFuture(try Self.httpOutcome(channel))
        }
        let outcome = channel.eventLoop.makePromise(of: Outcome.self)
        try pipeline.addHandler(
            UpgradeHandler(
                acceptor: acceptor, encoder: encoder, httpHandlers: [decoder, connection], outcome: outcome))
        return outcome.futureResult
    }

    /// The rest of the pipeline for HTTP.
    static func httpOutcome(_ channel: any Channel) throws -> Outcome {
        try channel.pipeline.syncOperations.addHandler(HTTPTypesCodec())
        return .http(
            try Messages(
                wrappingChannelSynchronously: channel,
                configuration: .init(
                    backPressureStrategy: .init(lowWatermark: 1, highWatermark: partsWaitingMax),
                    isOutboundHalfClosureEnabled: true)))
    }

    /// The rest of the pipeline for a web socket.
    static func webSocketOutcome(_ channel: any Channel, _ handler: WebSocketHandler) throws -> Outcome {
        try channel.pipeline.syncOperations.handler(type: ConnectionGate.self).isWebSocket = true
        return .webSocket(try Frames(wrappingChannelSynchronously: channel), handler)
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.outcome.get() {
            case .http(let channel):
                await withTaskExecutorPreference(EventLoopExecutor(channel.channel.eventLoop)) {
                    await handleHTTP(asyncChannel: channel, logger: logger)
                }
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
}
