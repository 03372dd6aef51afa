import CSpawn
import Glibc
import NIOPosix

/// Runs another program to its end.
///
/// The program gets no file of ours but its standard three, a clean set of signals and an environment of one PATH:
/// a machine that outlives us must not hold our listening sockets or databases open.
public struct Program: Sendable {
    /// What became of a run.
    public struct Outcome: Sendable, Equatable {
        /// The exit status; 128 plus the number of the signal that ended it.
        public var status: Int32
        /// The end of what it wrote on its standard error, at most 4 KiB.
        public var errorText: String
        /// Whether it was killed because its time was up.
        public var isTimedOut: Bool
    }

    /// The program's path, absolute.
    public var path: String

    public init(path: String) {
        self.path = path
    }

    /// The program of this name in the usual directories.
    public static func find(_ name: String) -> Program? {
        ["/usr/local/bin", "/usr/bin", "/bin", "/usr/local/sbin", "/usr/sbin", "/sbin"]
            .map { "\($0)/\(name)" }
            .first { access($0, X_OK) == 0 }
            .map(Program.init(path:))
    }

    /// Runs it and waits; when the task is cancelled it is killed.
    ///
    /// - Parameters:
    ///   - errorLog: A file that its standard output and error are appended to.
    ///   - timeout: After this it is killed.
    /// - Throws: `ProgramError` when it cannot be started; `CancellationError`.
    public func run(_ arguments: [String], errorLog: String, timeout: Duration) async throws -> Outcome {
        let (process, start) = try await NIOThreadPool.singleton.runIfActive {
            let start = Self.size(of: errorLog)
            return (try spawn(arguments, errorLog: errorLog), start)
        }
        let deadline = ContinuousClock.now + timeout
        var isTimedOut = false
        var status: Int32 = 0
        // Asked for again and again, since waiting in the kernel would hold a thread.
        var pause: Duration = .milliseconds(1)
        while waitpid(process, &status, WNOHANG) == 0 {
            if !isTimedOut, Task.isCancelled || ContinuousClock.now >= deadline {
                isTimedOut = true
                kill(process, SIGKILL)
            }
            do {
                try await Task.sleep(for: pause)
            } catch {
                // Cancelled, and killed above: it is collected at once.
                await Task.yield()
            }
            pause = min(pause * 2, .milliseconds(20))
        }
        try Task.checkCancellation()
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            errorText: Self.tail(of: errorLog, from: start), isTimedOut: isTimedOut)
    }

    /// Starts it and leaves it running: it leads its own session and outlives us.
    ///
    /// - Parameter errorLog: A file that its standard output and error are appended to.
    /// - Returns: Its process id. Until `state(of:)` has said that it ended, the id is not given to another.
    /// - Throws: `ProgramError` when it cannot be started.
    public func start(_ arguments: [String], errorLog: String) async throws -> Int32 {
        try await NIOThreadPool.singleton.runIfActive {
            try spawn(arguments, errorLog: errorLog)
        }
    }

    /// What the kernel says of a process when asked as its parent.
    public enum ChildState: Sendable {
        /// It is ours and has not ended.
        case running
        /// It was ours and has ended; its id may now be given to another.
        case ended
        /// It is not ours: started by an earlier life of this program, collected before, or never there.
        case foreign
    }

    /// Asks about a process, and collects it when it is ours and has ended. Does not wait.
    public static func state(of process: Int32) -> ChildState {
        var status: Int32 = 0
        switch waitpid(process, &status, WNOHANG) {
        case process: return .ended
        case 0: return .running
        default: return .foreign
        }
    }

    /// The end of a file of messages, at most 4 KiB; empty when there is no such file.
    public static func tail(of path: String) -> String {
        tail(of: path, from: 0)
    }

    private func spawn(_ arguments: [String], errorLog: String) throws -> pid_t {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, errorLog, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)
        posix_spawn_file_actions_addclosefrom_np(&actions, 3)

        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var signals = sigset_t()
        sigfillset(&signals)
        posix_spawnattr_setsigdefault(&attributes, &signals)
        sigemptyset(&signals)
        posix_spawnattr_setsigmask(&attributes, &signals)
        // A session of its own: Ctrl-C in our terminal is not meant for it.
        posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK) | synnefo_spawn_setsid)

        var words = ([path] + arguments).map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var environment = [strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), nil]
        defer { for variable in environment { free(variable) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, path, &actions, &attributes, &words, &environment)
        guard result == 0 else {
            throw ProgramError(path: path, reason: String(cString: strerror(result)))
        }
        return process
    }

    private static func size(of path: String) -> Int {
        var information = stat()
        return stat(path, &information) == 0 ? Int(information.st_size) : 0
    }

    private static func tail(of path: String, from start: Int) -> String {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return "" }
        defer { close(file) }
        let end = Int(lseek(file, 0, SEEK_END))
        let length = min(max(end - start, 0), 4096)
        var bytes = [UInt8](repeating: 0, count: length)
        let count = pread(file, &bytes, length, off_t(end - length))
        let lines = bytes.prefix(max(count, 0)).split(separator: UInt8(ascii: "\n"))
        return lines.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "\n")
    }
}

/// A program that could not be started.
public struct ProgramError: Error, Sendable, CustomStringConvertible {
    public var path: String
    public var reason: String

    public var description: String { "\(path) could not be started: \(reason)" }
}
