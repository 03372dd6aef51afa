public import SQLAccess
import Synchronization

/// A database whose next writes meet the trouble that was ordered for them, one each.
public final class TroubledDatabase: Database {
    public enum Trouble: Sendable {
        /// The connection is lost before anything is written.
        case lost
        /// The connection is lost after the commit and before its answer.
        case lostAnswer
        /// Another write overtakes it: it begins when one has ended, or when `release` is called.
        case overtaken
        /// The same, and then it is lost.
        case overtakenAndLost
    }

    private struct State {
        var troubles: [Trouble] = []
        /// Each lets a write go on.
        var held: [@Sendable () -> Void] = []
    }

    public let inner: any Database
    private let state = Mutex(State())
    public var dialect: Dialect { inner.dialect }

    public init(_ inner: any Database) {
        self.inner = inner
    }

    /// Orders trouble for the next writes, the first for the first.
    public func order(_ troubles: Trouble...) { state.withLock { $0.troubles = troubles } }

    /// Waits until writes have met all the trouble that was ordered; false when they do not.
    public func isMet() async -> Bool {
        for _ in 0..<2000 where !state.withLock(\.troubles.isEmpty) {
            // A cancelled test goes on, and ends at its next step.
            try? await Task.sleep(for: .milliseconds(5))
        }
        return state.withLock(\.troubles.isEmpty)
    }

    /// Lets the writes that are to be overtaken go on.
    public func release() {
        let held = state.withLock { state in
            defer { state.held = [] }
            return state.held
        }
        for goOn in held { goOn() }
    }

    public func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        try await inner.read(body)
    }

    public func glance<Value: Sendable>(_ body: (Transaction) throws -> Value) -> Value? { inner.glance(body) }

    @discardableResult
    public func write<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction) throws -> Value
    ) async throws -> Value {
        let trouble = await meet()
        if trouble == .lost || trouble == .overtakenAndLost { throw DatabaseError.unavailable(message: "lost") }
        defer { release() }
        let value = try await inner.write(body)
        if trouble == .lostAnswer { throw DatabaseError.unavailable(message: "lost") }
        return value
    }

    public func migrate(_ migrations: [Migration]) async throws { try await inner.migrate(migrations) }

    public func close() async { await inner.close() }

    /// The trouble of the next write, after it was held for as long as that says.
    private func meet() async -> Trouble? {
        await withCheckedContinuation { (write: CheckedContinuation<Trouble?, Never>) in
            let (trouble, isHeld) = state.withLock { state -> (Trouble?, Bool) in
                let trouble = state.troubles.isEmpty ? nil : state.troubles.removeFirst()
                guard trouble == .overtaken || trouble == .overtakenAndLost else { return (trouble, false) }
                state.held.append { write.resume(returning: trouble) }
                return (trouble, true)
            }
            if !isHeld { write.resume(returning: trouble) }
        }
    }
}
