import NIOCore
import NIOPosix

/// A connection whose bytes a test writes by hand, for what well-behaved clients never send.
///
/// Sendable because a test uses it from one task at a time: it awaits each call before the next.
public final class RawConnection: @unchecked Sendable {
    private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var inbound: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private var received: [UInt8] = []
    private var hasEnded = false

    private init(
        _ inbound: NIOAsyncChannelInboundStream<ByteBuffer>, _ outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) {
        self.inbound = inbound.makeAsyncIterator()
        self.outbound = outbound
    }

    /// Connects to the loopback interface; closes when `body` ends. A test that hangs fails after `limit`.
    public static func with<Value: Sendable>(
        port: Int, limit: Duration = .seconds(20),
        _ body: @escaping @Sendable (RawConnection) async throws -> Value
    ) async throws -> Value {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel,
                        configuration: .init(isOutboundHalfClosureEnabled: true))
                }
            }
        return try await withThrowingTaskGroup(of: Value.self) { tasks in
            tasks.addTask {
                try await channel.executeThenClose { inbound, outbound in
                    try await body(RawConnection(inbound, outbound))
                }
            }
            tasks.addTask {
                try await Task.sleep(for: limit)
                channel.channel.close(promise: nil)
                throw TimedOut()
            }
            defer { tasks.cancelAll() }
            guard let value = try await tasks.next() else { throw TimedOut() }
            return value
        }
    }

    public struct TimedOut: Error {}

    public func send(_ text: String) async throws {
        try await send(Array(text.utf8))
    }

    public func send(_ bytes: [UInt8]) async throws {
        try await outbound.write(ByteBuffer(bytes: bytes))
    }

    /// Ends our side; the other may go on.
    public func finish() {
        outbound.finish()
    }

    /// What comes until this text, included; all there is when the other side ends before.
    public func read(until end: String) async throws -> String {
        while true {
            if let found = Self.find(Array(end.utf8), in: received) {
                let text = String(decoding: received[..<found], as: UTF8.self)
                received.removeFirst(found)
                return text
            }
            guard try await receive() else { return takeAll() }
        }
    }

    /// Exactly so many bytes, or fewer when the other side ends.
    public func read(count: Int) async throws -> [UInt8] {
        while received.count < count, try await receive() {}
        let bytes = Array(received.prefix(count))
        received.removeFirst(bytes.count)
        return bytes
    }

    /// All that comes until the other side ends.
    public func readToEnd() async throws -> String {
        while try await receive() {}
        return takeAll()
    }

    /// A whole answer with `Content-Length`: its head, and its body.
    public func readAnswer() async throws -> (head: String, body: [UInt8]) {
        let head = try await read(until: "\r\n\r\n")
        let length = head.split(separator: "\r\n").compactMap { line -> Int? in
            guard line.lowercased().hasPrefix("content-length:") else { return nil }
            return Int(line.drop { $0 != ":" }.dropFirst().filter { $0 != " " })
        }
        return (head, try await read(count: length.first ?? 0))
    }

    private func takeAll() -> String {
        defer { received = [] }
        return String(decoding: received, as: UTF8.self)
    }

    /// False when the other side has ended, politely or not.
    private func receive() async throws -> Bool {
        guard !hasEnded else { return false }
        do {
            guard let buffer = try await inbound.next() else {
                hasEnded = true
                return false
            }
            received.append(contentsOf: buffer.readableBytesView)
            return true
        } catch is IOError {
            hasEnded = true
            return false
        }
    }

    private static func find(_ wanted: [UInt8], in bytes: [UInt8]) -> Int? {
        guard bytes.count >= wanted.count else { return nil }
        for start in 0...(bytes.count - wanted.count) where bytes[start..<start + wanted.count].elementsEqual(wanted) {
            return start + wanted.count
        }
        return nil
    }
}
