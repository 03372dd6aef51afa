import Glibc
import Testing
import Vocabulary

@testable import QEMUClient

struct ProgramTests {
    private func run(_ words: [String], timeout: Duration = .seconds(10)) async throws -> Program.Outcome {
        let log = "/tmp/synnefo-test-\(UUIDText.random().prefix(8)).log"
        let outcome = try await #require(Program.find("sh")).run(words, errorLog: log, timeout: timeout)
        unlink(log)
        return outcome
    }

    @Test func theStatusAndTheLastWordsAreKept() async throws {
        let outcome = try await run(["-c", "echo out; echo err >&2; exit 7"])
        #expect(outcome == Program.Outcome(status: 7, errorText: "out\nerr", isTimedOut: false))
    }

    @Test func aProgramThatTakesTooLongIsKilled() async throws {
        let outcome = try await run(["-c", "exec sleep 60"], timeout: .milliseconds(100))
        #expect(outcome.isTimedOut && outcome.status == 128 + SIGKILL)
    }

    @Test func noneOfOurFilesIsPassedOn() async throws {
        // A file without the close-on-exec flag, as C libraries open them.
        let file = open("/dev/null", O_RDONLY)
        defer { close(file) }
        try #require(file > 2)
        let outcome = try await run(["-c", "ls /proc/self/fd; env"])
        let words = outcome.errorText.split(separator: "\n")
        #expect(!words.contains("\(file)"))
        #expect(!words.contains { $0.hasPrefix("HOME=") })
    }

    @Test func aProgramThatIsNotThereIsSaidSo() async throws {
        await #expect(throws: ProgramError.self) {
            try await Program(path: "/nothing/here").run([], errorLog: "/dev/null", timeout: .seconds(1))
        }
    }
}
