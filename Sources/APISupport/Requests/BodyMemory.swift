import Synchronization

/// Room in memory for bodies that are kept whole while they are read and worked on. All requests of a process share it:
/// else there would be as many of the longest bodies at once as there are connections.
///
/// A body is lent room for all of it before its first byte is read, so that no two wait for each other with half of what
/// they need. Who finds none waits, in the order of coming; what his client sends meanwhile stays in the network. Waiting
/// can neither fail nor be given up: who has room is bound to end, see `isTooSlow`.
public final class BodyMemory: Sendable {
    /// What this process has: room for one of the longest bodies of any service, or several shorter ones. What is made of
    /// them takes a few times as much.
    public static let shared = BodyMemory(bytesMax: 128 << 20)

    /// A body of so few bytes needs no room: all connections together have as much in their buffers anyway.
    static let shortBytes = 64 << 10

    private struct State {
        var bytesFree: Int
        var waiting: [(bytes: Int, turn: CheckedContinuation<Void, Never>)] = []
    }

    public let bytesMax: Int
    private let state: Mutex<State>

    public init(bytesMax: Int) {
        self.bytesMax = bytesMax
        state = Mutex(State(bytesFree: bytesMax))
    }

    /// Requests that wait for room.
    var waitingCount: Int { state.withLock { $0.waiting.count } }

    /// Does what needs room, once there is some. What needs more than there is has all of it.
    func lend<Value: Sendable>(_ bytes: Int, _ work: @Sendable () async throws -> Value) async throws -> Value {
        let bytes = min(bytes, bytesMax)
        await take(bytes)
        defer { giveBack(bytes) }
        return try await work()
    }

    /// How long a body may take that others wait for, besides what its length needs.
    private static let grace = Duration.seconds(30)
    /// Of a body that others wait for, in a second.
    private static let bytesMin = 256 << 10

    /// Whether a body comes so slowly that others should have its room. Where nobody waits it may come as it likes: the
    /// connection has bounds of its own, see `BodyPace`.
    ///
    /// - Parameters:
    ///   - bytes: what has come.
    ///   - span: since it was asked for.
    func isTooSlow(bytes: Int, after span: Duration) -> Bool {
        span > Self.grace + .seconds(bytes / Self.bytesMin) && waitingCount > 0
    }

    private func take(_ bytes: Int) async {
        await withCheckedContinuation { turn in
            let hasRoom = state.withLock { state in
                guard state.waiting.isEmpty, bytes <= state.bytesFree else {
                    state.waiting.append((bytes, turn))
                    return false
                }
                state.bytesFree -= bytes
                return true
            }
            if hasRoom { turn.resume() }
        }
    }

    private func giveBack(_ bytes: Int) {
        let turns = state.withLock { state in
            state.bytesFree += bytes
            var next: [CheckedContinuation<Void, Never>] = []
            while let first = state.waiting.first, first.bytes <= state.bytesFree {
                state.bytesFree -= first.bytes
                state.waiting.removeFirst()
                next.append(first.turn)
            }
            return next
        }
        for turn in turns { turn.resume() }
    }
}
