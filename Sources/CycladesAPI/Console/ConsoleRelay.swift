import Cyclades
import Logging
import NIOCore
import NIOPosix
import Vocabulary

/// A TCP port that takes one client and passes its bytes to a screen and back, then is gone. Lives on the event loops
/// alone: the request that opened it does not wait for it.
struct ConsoleRelay: Sendable {
    let endpoint: ConsoleEndpoint
    let ports: ConsolePorts
    /// How long the port waits for its client.
    let patience: Duration
    let logger: Logger

    /// The port, on an address of this host.
    ///
    /// - Throws: serviceUnavailable when none can be had.
    func open(on host: String) async throws -> Int {
        try ports.take()
        let listener: any Channel
        do {
            listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(OneClient())
                    }
                }
                .childChannelOption(.autoRead, value: false)
                .childChannelInitializer { client in join(client) }
                .bind(host: host, port: 0).get()
            // Behind the handler that sets clients up: it drops one that is not ready when the listener closes.
            try await listener.pipeline.addHandler(ClosedDoor()).get()
        } catch {
            ports.giveBack()
            throw Fault(.serviceUnavailable, "No port for the console could be opened.", cause: error)
        }
        listener.closeFuture.whenComplete { [ports] _ in ports.giveBack() }
        guard let port = listener.localAddress?.port else {
            listener.close(promise: nil)
            throw Fault(.serviceUnavailable, "No port for the console could be opened.")
        }
        listener.eventLoop.scheduleTask(in: .init(patience)) { listener.close(promise: nil) }
        return port
    }

    /// Connects the client with the screen.
    private func join(_ client: any Channel) -> EventLoopFuture<Void> {
        let bootstrap = ClientBootstrap(group: client.eventLoop).connectTimeout(.seconds(10))
            .channelOption(.autoRead, value: false)
        let screen: EventLoopFuture<any Channel> =
            switch endpoint.address {
            case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
            case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
            }
        return screen.flatMapThrowing { screen in
            let (one, other) = Passage.pair()
            try client.pipeline.syncOperations.addHandler(one)
            try screen.pipeline.syncOperations.addHandler(other)
            screen.read()
        }.flatMapErrorThrowing { error in
            logger.warning("A console could not be reached", metadata: ["error": "\(error)"])
            throw error
        }
    }
}

/// Lets one client in.
private final class OneClient: ChannelInboundHandler {
    typealias InboundIn = any Channel

    private var hasClient = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasClient else {
            unwrapInboundIn(data).close(promise: nil)
            return
        }
        hasClient = true
        context.fireChannelRead(data)
    }
}

/// Closes the port once its client has been set up.
private final class ClosedDoor: ChannelInboundHandler, Sendable {
    typealias InboundIn = any Channel

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        context.fireChannelRead(data)
        context.close(promise: nil)
    }
}

/// One end of a pair of connections on the same event loop: what comes in at one goes out at the other, no faster than
/// it is taken, and the end of one is the end of both.
private final class Passage: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private var partner: Passage?
    private var context: ChannelHandlerContext?
    private var wantsToRead = false

    static func pair() -> (Passage, Passage) {
        let (one, other) = (Passage(), Passage())
        one.partner = other
        other.partner = one
        return (one, other)
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        partner = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        context.fireChannelActive()
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { partner?.send(unwrapInboundIn(data)) }

    func channelReadComplete(context: ChannelHandlerContext) {
        partner?.flush()
        context.read()
    }

    func channelInactive(context: ChannelHandlerContext) {
        partner?.close()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { partner?.readIfWanted() }
    }

    /// Reads only while the other end takes what it is given.
    func read(context: ChannelHandlerContext) {
        if partner?.isWritable == true { context.read() } else { wantsToRead = true }
    }

    private var isWritable: Bool { context?.channel.isWritable ?? false }

    private func send(_ bytes: ByteBuffer) { context?.write(wrapOutboundOut(bytes), promise: nil) }

    private func flush() { context?.flush() }

    private func close() { context?.close(promise: nil) }

    private func readIfWanted() {
        guard wantsToRead else { return }
        wantsToRead = false
        context?.read()
    }
}
