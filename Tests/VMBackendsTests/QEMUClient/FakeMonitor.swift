import NIOCore
import NIOPosix
import Vocabulary

/// A monitor that answers each command as a test says.
struct FakeMonitor {
    /// The name and the number of a command in, the text to send out.
    typealias Script = @Sendable (_ command: String, _ id: Int64) -> String

    static let greeting = #"{"QMP": {"version": {}, "capabilities": []}}"# + "\r\n"

    /// Listens at a socket while the body runs.
    @discardableResult
    static func serve<Result>(
        greeting: String = greeting, _ script: @escaping Script, _ body: (String) async throws -> Result
    ) async throws -> Result {
        let path = "/tmp/synnefo-test-\(UUIDText.random().prefix(8)).sock"
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Handler(greeting: greeting, script: script))
                }
            }
            .bind(unixDomainSocketPath: path, cleanupExistingSocketFile: true).get()
        do {
            let result = try await body(path)
            try await server.close()
            return result
        } catch {
            try await server.close()
            throw error
        }
    }

    private final class Handler: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let greeting: String
        private let script: Script

        init(greeting: String, script: @escaping Script) {
            self.greeting = greeting
            self.script = script
        }

        func channelActive(context: ChannelHandlerContext) {
            send(greeting, context)
        }

        /// Commands are short and come one at a time, so each arrives whole.
        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let text = String(buffer: unwrapInboundIn(data))
            for line in text.split(separator: "\n") {
                guard let value = try? JSONValue(parsing: String(line)), let command = value["execute"]?.stringValue,
                    let id = value["id"]?.intValue
                else { continue }
                switch command == "qmp_capabilities" ? #"{"return": {}, "id": \#(id)}"# + "\r\n" : script(command, id) {
                case "close": context.close(promise: nil)
                case let answer: send(answer, context)
                }
            }
        }

        private func send(_ text: String, _ context: ChannelHandlerContext) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: text)), promise: nil)
        }
    }
}
