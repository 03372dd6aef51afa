public import NIOCore
public import NIOPosix

/// A connection to QEMU's monitor (QMP).
///
/// A monitor talks to one client at a time. While the connection is open, its end tells that QEMU has ended.
public struct QMPClient: Sendable {
    private let connection: JSONLineConnection

    /// Connects, and leaves the negotiation, so that commands may follow.
    ///
    /// - Throws: `QMPError`: `.unreachable` when nobody listens, `.timedOut` when another client is being served.
    public static func connect(
        socketPath: String, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        timeout: Duration = .seconds(5)
    ) async throws -> QMPClient {
        let connection = try await JSONLineConnection.connect(
            socketPath: socketPath, hasGreeting: true, group: group, timeout: timeout)
        do {
            _ = try await connection.execute(.capabilities, timeout: timeout)
        } catch {
            await connection.close()
            throw error
        }
        return QMPClient(connection: connection)
    }

    /// Runs a command and waits for its reply.
    ///
    /// - Throws: `QMPError`; `CancellationError` when the task is cancelled, and then the command may still be done.
    @discardableResult
    public func execute<Reply>(
        _ command: QMPCommand<Reply>, timeout: Duration = .seconds(10)
    ) async throws -> Reply {
        try await connection.execute(command, timeout: timeout)
    }

    /// Events from now on, at most the latest 256 that were not read; ends when QEMU does. Any number may listen.
    public func events() async -> AsyncStream<QMPEvent> {
        await connection.events()
    }

    /// Waits until QEMU has gone away or this side has closed; false when that took too long or the task was
    /// cancelled.
    public func waitUntilClosed(within limit: Duration) async -> Bool {
        await connection.waitUntilClosed(within: limit)
    }

    public func close() async {
        await connection.close()
    }
}
