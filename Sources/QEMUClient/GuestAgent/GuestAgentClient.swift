public import NIOCore
public import NIOPosix

/// A connection to the QEMU guest agent inside a machine, over the machine's virtio serial port.
///
/// The port exists whether or not an agent listens in the guest, so only a reply tells that one does. The agent
/// serves one client at a time, one command after the other.
public struct GuestAgentClient: Sendable {
    private let connection: JSONLineConnection

    /// Connects, and makes sure that an agent answers.
    ///
    /// - Parameter timeout: Also the patience with a guest that has no agent.
    /// - Throws: `QMPError.unreachable` when the machine has no such port, `.timedOut` when no agent answers.
    public static func connect(
        socketPath: String, group: any EventLoopGroup = MultiThreadedEventLoopGroup.singleton,
        timeout: Duration = .seconds(2)
    ) async throws -> GuestAgentClient {
        let connection = try await JSONLineConnection.connect(
            socketPath: socketPath, hasGreeting: false, group: group, timeout: timeout)
        do {
            // What an earlier client left unread comes first; the number tells when it has passed by.
            let number = Int64.random(in: 1...Int64(UInt32.max))
            let deadline = ContinuousClock.now + timeout
            while try await connection.execute(.guestSync(number), timeout: timeout) != number {
                guard ContinuousClock.now < deadline else { throw QMPError.timedOut(command: "guest-sync") }
            }
        } catch {
            await connection.close()
            throw error
        }
        return GuestAgentClient(connection: connection)
    }

    /// Runs a command and waits for its reply.
    ///
    /// - Throws: `QMPError`. After `.timedOut` the connection is of no more use: a late reply could not be told from
    ///   the next command's.
    @discardableResult
    public func execute<Reply>(
        _ command: QMPCommand<Reply>, timeout: Duration = .seconds(5)
    ) async throws -> Reply {
        try await connection.execute(command, timeout: timeout)
    }

    /// Tells the guest to go down or to start anew. Success has no reply: the guest may be gone before it.
    ///
    /// - Throws: `QMPError.refused` when the agent cannot do it.
    public func shutDown(_ mode: ShutdownMode) async throws {
        do {
            _ = try await connection.execute(.guestShutdown(mode), timeout: .seconds(1))
        } catch QMPError.timedOut, QMPError.closed {
            return
        }
    }

    public func close() async {
        await connection.close()
    }
}
