import FoundationEssentials
import NIOCore
import NIOPosix
import Synchronization

/// One connection to a monitor or an agent: sends commands, waits for their replies.
final class JSONLineConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<JSONLineHandler>
    private let lastID = Atomic<Int>(0)

    private init(channel: any Channel, handler: NIOLoopBound<JSONLineHandler>) {
        self.channel = channel
        self.handler = handler
    }

    /// Connects, and waits for the greeting where there is one.
    ///
    /// - Throws: `QMPError.unreachable`; `.timedOut` when somebody else holds the monitor, which talks to one at a
    ///   time.
    static func connect(
        socketPath: String, hasGreeting: Bool, group: any EventLoopGroup, timeout: Duration
    ) async throws -> JSONLineConnection {
        let greeted = hasGreeting ? group.next().makePromise(of: Void.self) : nil
        let channel: any Channel
        let handler: NIOLoopBound<JSONLineHandler>
        do {
            let bootstrap = ClientBootstrap(group: group).connectTimeout(TimeAmount(timeout))
            (channel, handler) = try await bootstrap.connect(unixDomainSocketPath: socketPath) { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = JSONLineHandler(greeted: greeted)
                    try channel.pipeline.syncOperations.addHandlers(ByteToMessageHandler(JSONLineDecoder()), handler)
                    return (channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
                }
            }
        } catch {
            greeted?.fail(error)
            throw QMPError.unreachable(path: socketPath, reason: "\(error)")
        }
        let connection = JSONLineConnection(channel: channel, handler: handler)
        guard let greeted else { return connection }
        let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
            greeted.fail(QMPError.timedOut(command: "greeting"))
        }
        do {
            try await greeted.futureResult.get()
            deadline.cancel()
            return connection
        } catch {
            await connection.close()
            throw error
        }
    }

    /// - Throws: `QMPError.timedOut`, `.closed`, `.refused`, `.malformed`, `CancellationError`.
    func execute<Reply>(_ command: QMPCommand<Reply>, timeout: Duration) async throws -> Reply {
        let id = lastID.add(1, ordering: .relaxed).newValue
        let line = try Self.line(command, id: id)
        let promise = channel.eventLoop.makePromise(of: Data.self)
        channel.eventLoop.execute { [channel, handler] in
            handler.value.expectReply(id: id, promise: promise)
            // Not before the reply is expected: on a busy loop it could pass before there is anything to give up.
            let deadline = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) {
                handler.value.giveUp(id: id, error: QMPError.timedOut(command: command.name))
            }
            promise.futureResult.whenComplete { _ in deadline.cancel() }
            // When writing fails the channel closes, and that fails the promise.
            channel.writeAndFlush(line, promise: nil)
        }
        let message = try await withTaskCancellationHandler {
            try await promise.futureResult.get()
        } onCancel: {
            channel.eventLoop.execute { [handler] in
                handler.value.giveUp(id: id, error: CancellationError())
            }
        }
        do {
            return try JSONDecoder().decode(ReplyEnvelope<Reply>.self, from: message).return
        } catch {
            throw QMPError.malformed("reply to \(command.name): \(error)")
        }
    }

    /// Events from now on; ends when the connection does.
    func events() async -> AsyncStream<QMPEvent> {
        // Bounded: a listener that sleeps must not fill memory. The oldest are what it can best miss.
        let (stream, continuation) = AsyncStream.makeStream(of: QMPEvent.self, bufferingPolicy: .bufferingNewest(256))
        let key = try? await channel.eventLoop.submit { [handler] in handler.value.listen(continuation) }.get()
        guard let key = key ?? nil else {
            continuation.finish()
            return stream
        }
        continuation.onTermination = { [channel, handler] _ in
            channel.eventLoop.execute { handler.value.removeListener(key) }
        }
        return stream
    }

    func close() async {
        try? await channel.close().get()
    }

    /// Waits until the other side has gone away or this side has closed; false when that took too long or the task
    /// was cancelled.
    func waitUntilClosed(within limit: Duration) async -> Bool {
        let events = await events()
        return await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await _ in events {}
                return !Task.isCancelled
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let isClosed = await group.next() ?? false
            group.cancelAll()
            return isClosed
        }
    }

    private static func line<Reply>(_ command: QMPCommand<Reply>, id: Int) throws -> ByteBuffer {
        let envelope = CommandEnvelope(execute: command.name, arguments: command.arguments, id: id)
        var buffer = ByteBuffer(bytes: try JSONEncoder().encode(envelope))
        buffer.writeInteger(UInt8(ascii: "\n"))
        return buffer
    }
}

private struct CommandEnvelope: Encodable {
    var execute: String
    var arguments: [String: QMPValue]
    var id: Int
}

private struct ReplyEnvelope<Reply: Decodable>: Decodable {
    var `return`: Reply
}
