import Glibc
import QEMUClient

/// A shell script of ours that takes its time. It is told to stop, with all it has started, so that it can clear away what
/// it has made; only what does not stop is killed.
struct BuildScript {
    let path: String
    /// What the script prints is appended to this file.
    let log: String
    /// The script is given nothing else of ours, and a usual PATH.
    let environment: [String: String]

    /// For clearing away.
    private static let gracePeriod = Duration.seconds(3)

    /// Runs it to its end.
    ///
    /// - Parameter limit: after this it is stopped.
    /// - Returns: its exit status, 128 plus its number when a signal ended it; and the last lines of the log.
    /// - Throws: `CancellationError` once it has stopped; `ProgramError` when there is no shell.
    func run(within limit: Duration) async throws -> (status: Int32, lines: [String]) {
        let variables = environment.map { "\($0.key)=\($0.value)" }
        let process = try await Program(path: "/usr/bin/env").start(variables + ["sh", path], errorLog: log)
        let deadline = ContinuousClock.now + limit
        var status: Int32 = 0
        var killTime: ContinuousClock.Instant?
        // Asked for again and again, since waiting in the kernel would hold a thread.
        while waitpid(process, &status, WNOHANG) == 0 {
            let now = ContinuousClock.now
            if let killTime {
                if now >= killTime { kill(-process, SIGKILL) }
            } else if Task.isCancelled || now >= deadline {
                // It leads a session, and thus a group, of its own.
                kill(-process, SIGTERM)
                killTime = now + Self.gracePeriod
            }
            await Self.pause()
        }
        try Task.checkCancellation()
        let signal = status & 0x7F
        let lines = Program.tail(of: log).split(separator: "\n").map(String.init)
        return (signal == 0 ? (status >> 8) & 0xFF : 128 + signal, lines)
    }

    /// A moment, also in a task that was cancelled: the script is waited for in any case.
    private static func pause() async {
        _ = await Task.detached { try? await Task.sleep(for: .milliseconds(20)) }.value
    }
}
