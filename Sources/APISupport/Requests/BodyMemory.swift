import Synchronization
import Vocabulary

/// Room in memory for bodies that are kept whole while they are read and worked on. All requests of a process share it:
/// else there would be as many of the longest bodies at once as there are connections.
///
/// A body is lent room for all of it before its first byte is read, so that no two wait for each other with half of what
/// they need. Who finds none waits, in the order of coming; what his client sends meanwhile stays in the network. A user has
/// one long body at a time, and holds up nobody else with more. Waiting cannot fail, and who has room is bound to end, see
/// `isTooSlow`; what a client sent to its end is done in its turn, though the client may have left.
public final class BodyMemory: Sendable {
    /// What this process has: room for one of the longest bodies of any service, or several shorter ones. What is made of
    /// them takes a few times as much.
    public static let shared = BodyMemory(bytesMax: 128 << 20)

    /// A body of so few bytes needs no room: all connections together have as much in their buffers anyway.
    static let shortBytes = 64 << 10

    private struct State {
        var bytesFree: Int
        /// Who has room.
        var users: Set<UserID> = []
        var waiting: [(bytes: Int, user: UserID, turn: CheckedContinuation<Void, Never>)] = []

        /// Gives room to those whose turn it is. A large body that finds too little is not passed by smaller ones, or it
        /// might wait for ever.
        mutating func grant() -> [CheckedContinuation<Void, Never>] {
            var turns: [CheckedContinuation<Void, Never>] = []
            var index = 0
            while index < waiting.count {
                let next = waiting[index]
                if users.contains(next.user) {
                    index += 1
                    continue
                }
                guard next.bytes <= bytesFree else { break }
                waiting.remove(at: index)
                bytesFree -= next.bytes
                users.insert(next.user)
                turns.append(next.turn)
            }
            return turns
        }
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
    func lend<Value: Sendable>(
        _ bytes: Int, to user: UserID, _ work: @Sendable () async throws -> Value
    ) async throws -> Value {
        let bytes = min(bytes, bytesMax)
        await take(bytes, user)
        defer { giveBack(bytes, user) }
        return try await work()
    }

    /// How long a body may take that somebody waits for, besides what its length needs.
    private static let grace = Duration.seconds(15)
    /// Of a body that others wait for, in a second, and of one that only an own one waits for.
    private static let bytesMin = (others: 1 << 20, own: 16 << 10)

    /// Whether a body comes so slowly that another should have its room or its turn. Where nobody waits it may come as it
    /// likes: the connection has bounds of its own, see `BodyPace`.
    ///
    /// - Parameters:
    ///   - bytes: what has come.
    ///   - span: since it was asked for.
    func isTooSlow(bytes: Int, after span: Duration) -> Bool {
        guard span > Self.grace else { return false }
        let (anybody, others) = state.withLock { state in
            (!state.waiting.isEmpty, state.waiting.contains { !state.users.contains($0.user) })
        }
        let minimum = others ? Self.bytesMin.others : Self.bytesMin.own
        return anybody && span > Self.grace + .seconds(bytes / minimum)
    }

    private func take(_ bytes: Int, _ user: UserID) async {
        await withCheckedContinuation { turn in
            let turns = state.withLock { state in
                state.waiting.append((bytes, user, turn))
                return state.grant()
            }
            for turn in turns { turn.resume() }
        }
    }

    private func giveBack(_ bytes: Int, _ user: UserID) {
        let turns = state.withLock { state in
            state.bytesFree += bytes
            state.users.remove(user)
            return state.grant()
        }
        for turn in turns { turn.resume() }
    }
}
