import HTTPTypes
import NIOCore
import NIOHTTP1

/// Keeps one connection in order, next to the decoder: checks heads, speaks HTTP/1.0 to those who do, ends what must
/// end, refuses what cannot be read, and cuts off who is too slow. All decisions are in `ConnectionState`.
final class ConnectionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Sent down the pipeline when a handler first asks for a body.
    struct BodyWanted: Sendable {}

    private let limits: HTTPServerConfiguration
    private let metrics: ServerMetrics
    private var state = ConnectionState(now: .now)
    private var isWaitingForBytes = false
    private var closesAfterAnswer = false
    /// Bytes that may still come of the body that is being read.
    private var bodyLeft: Int64 = 0
    private var ticker: Scheduled<Void>?
    /// Bytes that waited to be sent at the last look, and since when their number is the same.
    private var stalled: (bytes: Int, since: ContinuousClock.Instant)?

    init(limits: HTTPServerConfiguration, metrics: ServerMetrics) {
        self.limits = limits
        self.metrics = metrics
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let shortest = min(limits.headTimeout, limits.keepAliveTimeout, limits.bodyTimeout, limits.writeTimeout)
        tick(context, every: TimeAmount(max(.milliseconds(20), min(shortest / 4, .seconds(5)))))
    }

    private func tick(_ context: ChannelHandlerContext, every interval: TimeAmount) {
        ticker = context.eventLoop.assumeIsolated().scheduleTask(in: interval) { [self] in
            tick(context, every: interval)
            lookAtTheClock(context)
        }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        ticker?.cancel()
    }

    // MARK: - From the client

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        isWaitingForBytes = false
        guard !state.isFinished else { return }
        switch Self.unwrapInboundIn(data) {
        case .head(let head):
            state.requestBegan(Self.pending(head), now: .now)
            if let objection = RequestHeadCheck.objection(to: head) {
                refuse(context, .badRequest, objection)
                context.close(promise: nil)
                return
            }
            bodyLeft = limits.bodyMaxBytes
            if let length = head.headers.first(name: "Content-Length").flatMap(Int64.init), length > bodyLeft {
                refuseBody(context)
                return
            }
        case .body(let bytes):
            state.bodyArrived(bytes: bytes.readableBytes, now: .now)
            metrics.received(bytes: bytes.readableBytes)
            bodyLeft -= Int64(bytes.readableBytes)
            if bodyLeft < 0 {
                refuseBody(context)
                return
            }
        case .end:
            state.requestEnded(now: .now)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        isWaitingForBytes = true
        state.waitBegan(now: .now)
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if error is HTTPParserError, !state.isReading, !state.pending.isEmpty {
            // What cannot be read follows a request that could: its answer comes first, and nothing after it.
            closesAfterAnswer = true
            return
        }
        defer { context.fireErrorCaught(error) }
        guard let error = error as? HTTPParserError, error != .invalidEOFState else { return }
        if error == .headerOverflow {
            refuse(context, .requestHeaderFieldsTooLarge, "The headers are too large.")
        } else {
            refuse(context, .badRequest, "The request is not well formed.")
        }
        // The decoder reads nothing more, and before the first request nobody behind us would close.
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        ticker?.cancel()
        if state.isReading { context.fireErrorCaught(TruncatedRequest()) }
        state.finish()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case ChannelEvent.inputClosed:
            if state.isReading { context.fireErrorCaught(TruncatedRequest()) }
            closesAfterAnswer = true
            if state.pending.isEmpty { context.close(promise: nil) }
        case is ChannelShouldQuiesceEvent:
            if state.quiesce() { context.close(promise: nil) }
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    // MARK: - To the client

    func triggerUserOutboundEvent(
        context: ChannelHandlerContext, event: Any, promise: EventLoopPromise<Void>?
    ) {
        guard event is BodyWanted else {
            context.triggerUserOutboundEvent(event, promise: promise)
            return
        }
        if state.handlerWantsBody(now: .now) {
            let head = HTTPResponseHead(version: .http1_1, status: .continue)
            context.writeAndFlush(Self.wrapOutboundOut(.head(head)), promise: promise)
        } else {
            promise?.succeed()
        }
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !state.isFinished else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        switch Self.unwrapOutboundIn(data) {
        case .head(let head) where (100..<200).contains(head.status.code):
            context.write(data, promise: promise)
        case .head(var head):
            frame(&head)
            context.write(Self.wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            metrics.sent(bytes: bytes.readableBytes)
            context.write(data, promise: promise)
        case .end:
            let closes = state.answerEnded(now: .now) || closesAfterAnswer
            context.write(data, promise: promise)
            if closes {
                state.finish()
                context.close(promise: nil)
            }
        }
    }

    /// Gives the answer's head what this connection needs: its version, and what becomes of the connection.
    private func frame(_ head: inout HTTPResponseHead) {
        let hasLength = head.headers.contains(name: "Content-Length") || !head.status.mayHaveResponseBody
        let (request, closes) = state.answerBegan(hasLength: hasLength)
        if request.isHTTP10 { head.version = .http1_0 }
        if closes || closesAfterAnswer {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        } else if request.isHTTP10 {
            head.headers.replaceOrAdd(name: "Connection", value: "keep-alive")
        }
    }

    /// An answer of the connection's own, unless another has begun or must come first. Nothing follows it.
    private func refuse(_ context: ChannelHandlerContext, _ status: HTTPResponseStatus, _ message: String) {
        guard !state.isFinished else { return }
        let mayAnswer = state.pending.isEmpty || (state.pending.count == 1 && !state.pending[0].hasStarted)
        state.finish()
        guard mayAnswer else { return }
        let name = status == .payloadTooLarge ? "requestEntityTooLarge" : "badRequest"
        let body = ByteBuffer(
            string: "{\"\(name)\":{\"code\":\(status.code),\"message\":\"\(message)\",\"details\":\"\"}}")
        let headers: HTTPHeaders = [
            "Content-Type": "application/json; charset=UTF-8", "Content-Length": "\(body.readableBytes)",
            "Connection": "close",
        ]
        metrics.count(service: "connection", method: .get, status: Int(status.code), took: .zero)
        let head = HTTPResponseHead(version: .http1_1, status: status, headers: headers)
        context.write(Self.wrapOutboundOut(.head(head)), promise: nil)
        context.write(Self.wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(Self.wrapOutboundOut(.end(nil)), promise: nil)
    }

    private func refuseBody(_ context: ChannelHandlerContext) {
        refuse(context, .payloadTooLarge, "The body is too large.")
        // The handler, if one is reading, must not take what came for the whole.
        context.fireErrorCaught(TruncatedRequest())
        context.close(promise: nil)
    }

    // MARK: - The clock

    private func lookAtTheClock(_ context: ChannelHandlerContext) {
        let now = ContinuousClock.now
        let isDripping = state.isDripping(limits, now: now)
        let overdue = isDripping || state.isOverdue(limits, isWaitingForBytes: isWaitingForBytes, now: now)
        guard overdue || isStalled(context, now: now) else { return }
        if overdue, state.isReading {
            refuse(context, .requestTimeout, "The body came too slowly.")
        }
        state.finish()
        context.close(promise: nil)
    }

    /// Whether the client has taken nothing of what waits to be sent for too long.
    private func isStalled(_ context: ChannelHandlerContext, now: ContinuousClock.Instant) -> Bool {
        let waiting = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        guard waiting > 0 else {
            stalled = nil
            return false
        }
        guard let last = stalled, last.bytes == waiting else {
            stalled = (waiting, now)
            return false
        }
        return last.since.duration(to: now) > limits.writeTimeout
    }

    private static func pending(_ head: HTTPRequestHead) -> ConnectionState.Pending {
        // The decoder stops at a request that asks for another protocol, so nothing can follow it.
        let asksForUpgrade = head.headers.contains(name: "Upgrade")
        let expects = head.headers.first(name: "Expect")?.lowercased() == "100-continue"
        return ConnectionState.Pending(
            isHTTP10: head.isHTTP10, keepsAlive: head.isKeepAlive && !asksForUpgrade,
            awaitsContinue: expects && !head.isHTTP10)
    }
}
