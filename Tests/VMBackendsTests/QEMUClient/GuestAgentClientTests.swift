import Testing
import Vocabulary

@testable import QEMUClient

struct GuestAgentClientTests {
    /// Answers as an agent that repeats no numbers.
    private static func agent(_ command: String, _ sync: String) -> String {
        switch command {
        case "guest-sync": sync
        case "guest-get-host-name": #"{"return": {"host-name": "web"}}"# + "\n"
        default: #"{"error": {"class": "CommandNotFound", "desc": "no such command"}}"# + "\n"
        }
    }

    @Test func aGuestWithoutAnAgentIsNotWaitedForLong() async throws {
        try await FakeMonitor.serve(greeting: "", { _, _ in "" }) { path in
            await #expect(throws: QMPError.timedOut(command: "guest-sync")) {
                try await GuestAgentClient.connect(socketPath: path, timeout: .milliseconds(50))
            }
        }
    }

    @Test func anAgentThatNeverNamesOurNumberIsNoAgent() async throws {
        // What an earlier client left unread, for ever.
        let script: FakeMonitor.Script = { command, _ in Self.agent(command, #"{"return": 0}"# + "\n") }
        try await FakeMonitor.serve(greeting: "", script) { path in
            await #expect(throws: QMPError.timedOut(command: "guest-sync")) {
                try await GuestAgentClient.connect(socketPath: path, timeout: .milliseconds(100))
            }
        }
    }
}
