import Glibc
import Synchronization

/// Shows on standard error how far long work has come: on a terminal in one line that is written over, elsewhere in a
/// line now and then.
final class Progress: Sendable {
    private struct State {
        var what = ""
        var total: Int64?
        var done: Int64 = 0
        var began = ContinuousClock.now
        var shown = ContinuousClock.now
        var isRunning = false
    }

    private let state = Mutex(State())

    /// Between two looks at what is done.
    private static let interval = Duration.milliseconds(500)
    /// Between two lines where there is no terminal.
    private static let lineInterval = Duration.seconds(10)

    /// Runs work and shows what it tells until it has ended.
    static func show<Value: Sendable>(_ work: @Sendable (Progress) async throws -> Value) async throws -> Value {
        let progress = Progress()
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { await progress.tick() }
            defer { group.cancelAll() }
            let value = try await work(progress)
            progress.end()
            return value
        }
    }

    /// A new piece of work, with so many parts where that is known.
    func begin(_ what: String, of total: Int64? = nil) {
        let now = ContinuousClock.now
        state.withLock { $0 = State(what: what, total: total, began: now, shown: now, isRunning: true) }
    }

    /// So many parts of it are done.
    func advance(to done: Int64) { state.withLock { $0.done = done } }

    /// The work has ended; how long it took.
    @discardableResult
    func end() -> Duration {
        let took = state.withLock { state in
            state.isRunning = false
            return ContinuousClock.now - state.began
        }
        Console.progress("")
        return took
    }

    private func tick() async {
        while !Task.isCancelled {
            if let line = nextLine() { isatty(STDERR_FILENO) == 1 ? Console.progress(line) : Console.printError(line) }
            // Cancelled it ends.
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func nextLine() -> String? {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.isRunning else { return nil }
            if isatty(STDERR_FILENO) != 1 {
                guard now - state.shown >= Self.lineInterval else { return nil }
                state.shown = now
            }
            let seconds = (now - state.began) / .seconds(1)
            return Self.line(state.what, done: state.done, total: state.total, seconds: seconds)
        }
    }

    /// `copying: 250,000 of 1,000,000, 5 s, about 15 s left`
    static func line(_ what: String, done: Int64, total: Int64?, seconds: Double) -> String {
        var line = what + ":"
        if let total, total > 0, done > 0 { line += " \(grouped(done)) of \(grouped(total))," }
        line += " \(Int(seconds)) s"
        if let total, done > 0, done < total, seconds >= 1 {
            line += ", about \(Int((seconds * Double(total - done) / Double(done)).rounded(.up))) s left"
        } else if let total, done > 0, done >= total {
            // What is left, as indexes and the commit, is not counted.
            line += ", finishing"
        }
        return line
    }

    /// `1,000,000`
    static func grouped(_ number: Int64) -> String {
        let digits = Array(String(number.magnitude))
        let text = digits.enumerated().map { index, digit in
            index > 0 && (digits.count - index) % 3 == 0 ? ",\(digit)" : "\(digit)"
        }.joined()
        return number < 0 ? "-" + text : text
    }
}
