import Glibc
import NIOCore
import NIOPosix
import Testing
import Vocabulary

@testable import QEMUClient

struct QMPClientTests {
    private func withClient(
        _ script: @escaping FakeMonitor.Script, _ body: (QMPClient) async throws -> Void
    ) async throws {
        try await FakeMonitor.serve(script) { path in
            let client = try await QMPClient.connect(socketPath: path)
            do {
                try await body(client)
                await client.close()
            } catch {
                await client.close()
                throw error
            }
        }
    }

    @Test func aReplyIsDecoded() async throws {
        try await withClient { _, id in
            #"{"return": {"status": "running", "running": true}, "id": \#(id)}"# + "\r\n"
        } _: { client in
            let reply = try await client.execute(.queryStatus)
            #expect(reply == RunStatus(status: "running", running: true))
        }
    }

    @Test func aRefusalKeepsQEMUsWords() async throws {
        try await withClient { _, id in
            #"{"error": {"class": "GenericError", "desc": "no such thing"}, "id": \#(id)}"# + "\r\n"
        } _: { client in
            await #expect(throws: QMPError.refused(kind: "GenericError", description: "no such thing")) {
                try await client.execute(.systemReset)
            }
        }
    }

    @Test func eventsBetweenRepliesReachEveryListener() async throws {
        try await withClient { _, id in
            #"{"event": "SHUTDOWN", "data": {"guest": true}, "timestamp": {"seconds": 1, "microseconds": 2}}"#
                + "\r\n" + #"{"return": {}, "id": \#(id)}"# + "\r\n"
        } _: { client in
            let one = await client.events()
            let two = await client.events()
            try await client.execute(.systemPowerdown)
            for stream in [one, two] {
                var iterator = stream.makeAsyncIterator()
                let event = try #require(await iterator.next())
                #expect(event.name == "SHUTDOWN")
                #expect(try event.data(as: [String: Bool].self) == ["guest": true])
            }
        }
    }

    @Test func repliesFindTheirCommandsInAnyOrder() async throws {
        // Answers the first command only together with the second.
        try await withClient { command, id in
            guard command == "second" else { return "" }
            return #"{"return": "two", "id": \#(id)}"# + "\r\n" + #"{"return": "one", "id": \#(id - 1)}"# + "\r\n"
        } _: { client in
            async let first = client.execute(QMPCommand<String>("first"))
            // The number of the second must come after that of the first.
            try await Task.sleep(for: .milliseconds(50))
            async let second = client.execute(QMPCommand<String>("second"))
            #expect(try await (first, second) == ("one", "two"))
        }
    }

    /// Though the loop is busy until after it.
    @Test(.timeLimit(.minutes(1))) func noDeadlineIsMissed() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        try await FakeMonitor.serve({ _, _ in "" }) { path in
            let client = try await QMPClient.connect(socketPath: path, group: group)
            for _ in 0..<20 {
                group.any().execute { usleep(20_000) }
                await #expect(throws: QMPError.timedOut(command: "deaf")) {
                    try await client.execute(QMPCommand<String>("deaf"), timeout: .milliseconds(1))
                }
            }
            await client.close()
        }
        try await group.shutdownGracefully()
    }

    @Test func aLateReplyIsNotTheNextOnes() async throws {
        try await withClient { command, id in
            command == "slow"
                ? "" : #"{"return": "late", "id": \#(id - 1)}"# + "\r\n" + #"{"return": "now", "id": \#(id)}"# + "\r\n"
        } _: { client in
            await #expect(throws: QMPError.timedOut(command: "slow")) {
                try await client.execute(QMPCommand<String>("slow"), timeout: .milliseconds(50))
            }
            let reply = try await client.execute(QMPCommand<String>("quick"))
            #expect(reply == "now")
        }
    }

    @Test func aReplyInPiecesIsOneReply() async throws {
        let long = String(repeating: "x", count: 300_000)
        try await withClient { _, id in
            #"{"return": "\#(long)", "id": \#(id)}"# + "\r\n"
        } _: { client in
            let reply = try await client.execute(QMPCommand<String>("query"))
            #expect(reply == long)
        }
    }

    @Test func theEndOfQEMUFailsWhatWaits() async throws {
        try await withClient { _, _ in
            "close"
        } _: { client in
            let events = await client.events()
            await #expect(throws: QMPError.closed) { try await client.execute(.quit) }
            for await _ in events { Issue.record("There was no event") }
            #expect(await client.waitUntilClosed(within: .seconds(5)))
            await #expect(throws: QMPError.closed) { try await client.execute(.quit) }
        }
    }

    @Test func whatIsNoJSONEndsTheConnection() async throws {
        try await withClient { _, _ in
            "nonsense\r\n"
        } _: { client in
            await #expect {
                try await client.execute(.quit)
            } throws: { error in
                if case QMPError.malformed = error { true } else { false }
            }
        }
    }

    @Test func whoIsBeingServedKeepsOthersWaiting() async throws {
        try await FakeMonitor.serve(greeting: "", { _, _ in "" }) { path in
            await #expect(throws: QMPError.timedOut(command: "greeting")) {
                try await QMPClient.connect(socketPath: path, timeout: .milliseconds(50))
            }
        }
    }

    @Test func aSocketThatIsNotThereIsSaidSo() async throws {
        await #expect {
            try await QMPClient.connect(socketPath: "/tmp/synnefo-test-nothing-here")
        } throws: { error in
            if case QMPError.unreachable(let path, _) = error {
                path == "/tmp/synnefo-test-nothing-here"
            } else {
                false
            }
        }
    }
}
