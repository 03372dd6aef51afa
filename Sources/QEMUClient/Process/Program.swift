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

    /// Runs it and waits, off the cooperative threads.
    ///
    /// - Parameters:
    ///   - errorLog: A file that its standard output and error are appended to.
    ///   - timeout: After this it is killed.
    /// - Throws: `ProgramError` when it cannot be started.
    public func run(_ arguments: [String], errorLog: String, timeout: Duration) async throws -> Outcome {
        try await NIOThreadPool.singleton.runIfActive {
            try runBlocking(arguments, errorLog: errorLog, timeout: timeout)
        }
    }

    /// Starts it and leaves it running: it leads its own session and outlives us.
    ///
    /// - Parameter errorLog: A file that its standard output and error are appended to.
    /// - Returns: Its process id. Until `hasEnded` has said so, the id is not given to another process.
    /// - Throws: `ProgramError` when it cannot be started.
    public func start(_ arguments: [String], errorLog: String) async throws -> Int32 {
        try await NIOThreadPool.singleton.runIfActive {
            try spawn(arguments, errorLog: errorLog)
        }
    }

    /// Whether a process has ended; collects it when it is a child of ours. Does not wait.
    public static func hasEnded(_ process: Int32) -> Bool {
        var status: Int32 = 0
        switch waitpid(process, &status, WNOHANG) {
        case process: return true
        case 0: return false
        default: return kill(process, 0) != 0
        }
    }

    /// The end of a file of messages, at most 4 KiB; empty when there is no such file.
    public static func tail(of path: String) -> String {
        tail(of: path, from: 0)
    }

    private func runBlocking(_ arguments: [String], errorLog: String, timeout: Duration) throws -> Outcome {
        var log = stat()
        let start = stat(errorLog, &log) == 0 ? Int(log.st_size) : 0
        let process = try spawn(arguments, errorLog: errorLog)
        let deadline = ContinuousClock.now + timeout
        var status: Int32 = 0
        var isTimedOut = false
        // A poll, since waiting with a limit would need a signal handler of the whole process.
        var pause: useconds_t = 1_000
        while waitpid(process, &status, isTimedOut ? 0 : WNOHANG) == 0 {
            if ContinuousClock.now >= deadline {
                isTimedOut = true
                kill(process, SIGKILL)
            } else {
                usleep(pause)
                pause = min(pause * 2, 20_000)
            }
        }
        let signal = status & 0x7F
        return Outcome(
            status: signal == 0 ? (status >> 8) & 0xFF : 128 + signal,
            errorText: Self.tail(of: errorLog, from: start), isTimedOut: isTimedOut)
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
        defer { words.forEach { free($0) } }
        var environment = [strdup("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"), nil]
        defer { environment.forEach { free($0) } }
        var process: pid_t = 0
        let result = posix_spawn(&process, path, &actions, &attributes, &words, &environment)
        guard result == 0 else {
            throw ProgramError(path: path, reason: String(cString: strerror(result)))
        }
        return process
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
