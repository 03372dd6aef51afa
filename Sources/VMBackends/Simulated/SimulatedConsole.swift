import Cyclades
import NIOCore
import NIOPosix
import Vocabulary

/// A VNC server without a screen on a loopback port: it says the RFB greeting, offers "no authentication" and then a
/// screen of one pixel with a name (RFC 6143, 7.1 and 7.3). Enough to see that a console reaches it.
final class SimulatedConsole: Sendable {
    private let channel: any Channel
    private let port: Int

    private init(channel: any Channel, port: Int) {
        self.channel = channel
        self.port = port
    }

    static func start() async throws -> SimulatedConsole {
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(RFBGreeter())
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        guard let port = channel.localAddress?.port else {
            throw Fault(.serviceUnavailable, "The console has no port.")
        }
        return SimulatedConsole(channel: channel, port: port)
    }

    var endpoint: ConsoleEndpoint {
        ConsoleEndpoint(address: .tcp(host: "127.0.0.1", port: port), password: "")
    }

    deinit {
        channel.close(promise: nil)
    }
}

/// Speaks the server's half of the RFB handshake: version, security types, result, screen.
private final class RFBGreeter: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private enum Step { case version, security, shared, running }
    private var step = Step.version
    private var received = ByteBuffer()

    func channelActive(context: ChannelHandlerContext) {
        send(Array("RFB 003.008\n".utf8), context)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        switch step {
        case .version:
            guard received.readBytes(length: 12) != nil else { return }
            step = .security
            send([1, 1], context)
        case .security:
            guard received.readBytes(length: 1) != nil else { return }
            step = .shared
            send([0, 0, 0, 0], context)
        case .shared:
            guard received.readBytes(length: 1) != nil else { return }
            step = .running
            let name = Array("simulated".utf8)
            let pixelFormat: [UInt8] = [32, 24, 0, 1, 0, 255, 0, 255, 0, 255, 16, 8, 0, 0, 0, 0]
            send([0, 1, 0, 1] + pixelFormat + [0, 0, 0, UInt8(name.count)] + name, context)
        case .running:
            received.clear()
        }
    }

    private func send(_ bytes: [UInt8], _ context: ChannelHandlerContext) {
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: bytes)), promise: nil)
    }
}
