import FoundationEssentials
import NIOCore

/// Matches the replies of a monitor or an agent to the commands that wait for them, and passes events on.
///
/// All its state is touched on the channel's event loop only, hence no lock. Replies come in the order of the
/// commands, but carry the command's id where the other side repeats it (the agent does not always); a command that
/// was given up is remembered until its reply has passed by.
final class JSONLineHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct Waiting {
        var id: Int
        /// Nil once given up.
        var reply: EventLoopPromise<Data>?
    }

    private let greeted: EventLoopPromise<Void>?
    private var waiting: [Waiting] = []
    private var listeners: [Int: AsyncStream<QMPEvent>.Continuation] = [:]
    private var nextListener = 0
    private var isClosed = false

    /// - Parameter greeted: Succeeds with the greeting; nil where the other side sends none.
    init(greeted: EventLoopPromise<Void>?) {
        self.greeted = greeted
    }

    /// What is common to all messages; which of them is there tells the kind.
    private struct Envelope: Decodable {
        struct Failure: Decodable {
            var `class`: String
            var desc: String
        }
        struct Anything: Decodable {
            init(from decoder: any Decoder) {}
        }
        var greeting: Anything?
        var event: String?
        var error: Failure?
        var id: Int?

        enum CodingKeys: String, CodingKey {
            case greeting = "QMP"
            case event, error, id
        }
    }

    func expectReply(id: Int, promise: EventLoopPromise<Data>) {
        guard !isClosed else { return promise.fail(QMPError.closed) }
        waiting.append(Waiting(id: id, reply: promise))
    }

    func giveUp(id: Int, error: any Error) {
        guard let index = waiting.firstIndex(where: { $0.id == id }) else { return }
        waiting[index].reply?.fail(error)
        waiting[index].reply = nil
    }

    func listen(_ continuation: AsyncStream<QMPEvent>.Continuation) -> Int? {
        guard !isClosed else {
            continuation.finish()
            return nil
        }
        nextListener += 1
        listeners[nextListener] = continuation
        return nextListener
    }

    func removeListener(_ key: Int) {
        listeners[key] = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let message = Data(unwrapInboundIn(data).readableBytesView)
        let envelope: Envelope
        do {
            envelope = try JSONDecoder().decode(Envelope.self, from: message)
        } catch {
            return fail(context, QMPError.malformed("\(error)"))
        }
        if envelope.greeting != nil {
            greeted?.succeed(())
        } else if let name = envelope.event {
            for listener in listeners.values { listener.yield(QMPEvent(name: name, message: message)) }
        } else {
            answer(envelope, message)
        }
    }

    private func answer(_ envelope: Envelope, _ message: Data) {
        let index = envelope.id.map { id in waiting.firstIndex { $0.id == id } } ?? waiting.indices.first
        guard let index else { return }
        let reply = waiting.remove(at: index).reply
        if let failure = envelope.error {
            reply?.fail(QMPError.refused(kind: failure.class, description: failure.desc))
        } else {
            reply?.succeed(message)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish(QMPError.closed)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        fail(context, error)
    }

    private func fail(_ context: ChannelHandlerContext, _ error: any Error) {
        finish(error)
        context.close(promise: nil)
    }

    private func finish(_ error: any Error) {
        isClosed = true
        greeted?.fail(error)
        for command in waiting { command.reply?.fail(error) }
        waiting = []
        for listener in listeners.values { listener.finish() }
        listeners = [:]
    }
}
