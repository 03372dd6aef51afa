import NIOCore

/// Stands between the socket and everything else. It ends connections so that the client gets all we have sent, and it
/// ends them for good when the time to drain is over.
///
/// Closing a socket with unread bytes resets it, and the client loses our last answer. So a lingering close ends our
/// side only, and drops what still comes until the client ends its side too, or has had its time.
final class ConnectionGate: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundIn = IOData
    typealias OutboundOut = IOData

    private let drainTimeout: TimeAmount
    private let lingerTimeout: TimeAmount
    private var isLingering = false
    /// Set when a web socket was told that we are going away: nothing may follow a close frame.
    private var hasSaidGoodbye = false
    private var deadline: Scheduled<Void>?
    /// Set when the connection has become a web socket; then it has no requests whose end could be waited for.
    var isWebSocket = false

    init(drainTimeout: Duration, lingerTimeout: Duration = .seconds(2)) {
        self.drainTimeout = TimeAmount(drainTimeout)
        self.lingerTimeout = TimeAmount(lingerTimeout)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if !isLingering { context.fireChannelRead(data) }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard hasSaidGoodbye else {
            context.write(data, promise: promise)
            return
        }
        promise?.succeed()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        guard mode == .all, !isWebSocket, !isLingering, context.channel.isActive else {
            context.close(mode: mode, promise: promise)
            return
        }
        linger(context)
        promise?.succeed()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed where isLingering:
            context.close(promise: nil)
            return
        case is ChannelShouldQuiesceEvent:
            if isWebSocket {
                // A close frame, "going away" (RFC 6455 section 7.4.1).
                let frame = ByteBuffer(bytes: [0x88, 0x02, 0x03, 0xE9])
                context.writeAndFlush(Self.wrapOutboundOut(.byteBuffer(frame)), promise: nil)
                hasSaidGoodbye = true
            }
            closeForGood(context, after: drainTimeout)
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        deadline?.cancel()
    }

    func channelInactive(context: ChannelHandlerContext) {
        deadline?.cancel()
        context.fireChannelInactive()
    }

    private func linger(_ context: ChannelHandlerContext) {
        isLingering = true
        context.flush()
        context.close(mode: .output, promise: nil)
        context.read()
        closeForGood(context, after: lingerTimeout)
    }

    private func closeForGood(_ context: ChannelHandlerContext, after delay: TimeAmount) {
        deadline?.cancel()
        let channel = context.channel
        deadline = context.eventLoop.assumeIsolated().scheduleTask(in: delay) { [self] in
            isLingering = true
            channel.close(promise: nil)
        }
    }
}
