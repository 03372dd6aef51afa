import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import TestHTTP
import Testing
import Vocabulary

struct CloudResponderTests {
    @Test func theLongestPrefixAnswers() async throws {
        let mounts = ["/a", "/a/b", ""].map { prefix in
            Mount(prefix, APIService(ServiceProfile("x")) { _, context in .text("\(prefix)|\(context.path)") })
        }
        let client = TestClient(CloudResponder(mounts, logger: .silent))
        #expect(try await client.send(.get, "/a/b/c").text == "/a/b|/c")
        #expect(try await client.send(.get, "/a/bc").text == "/a|/bc")
        #expect(try await client.send(.get, "/q").text == "|/q")
    }

    @Test func aHarmlessRequestIDIsKeptAndAnyOtherReplaced() async throws {
        let client = TestClient(NoteService.cloud())
        let kept = try await client.send(.get, "/healthz", headers: [.requestID: "abc-1.2_3"])
        #expect(kept.headers[.requestID] == "abc-1.2_3")
        for id in ["a b", "x\u{e9}", String(repeating: "a", count: 65), "<script>"] {
            let reply = try await client.send(.get, "/healthz", headers: [.requestID: id])
            #expect(reply.headers[.requestID]?.count == 16)
        }
    }

    @Test func headHasTheLengthButNotTheBody() async throws {
        let service = APIService(ServiceProfile("x")) { _, _ in
            Response(
                status: .ok,
                body: ResponseBody(contentLength: 1000) { writer in
                    try await writer.write(ByteBuffer(repeating: 1, count: 1000))
                    try await writer.finish(nil)
                })
        }
        let reply = try await TestClient(CloudResponder([Mount("", service)], logger: .silent)).send(.head, "/x")
        #expect(reply.headers[.contentLength] == "1000")
        #expect(reply.body.isEmpty)
    }

    @Test func metricsCountWhatWasAnswered() async throws {
        let client = TestClient(NoteService.cloud(), token: "token-ann")
        _ = try await client.send(.get, "/cloud/notes/v1/notes")
        _ = try await client.send(.get, "/cloud/notes/v1/notes")
        _ = try await client.send(.init("BREW") ?? .get, "/cloud/notes/v1/notes")
        let text = try await client.send(.get, "/metrics").text
        #expect(text.contains(#"synnefo_http_requests_total{service="notes",method="GET",status="200"} 2"#))
        #expect(text.contains(#"synnefo_http_requests_total{service="notes",method="other",status="400"} 1"#))
        #expect(text.contains(#"synnefo_http_request_seconds_count{service="notes"} 3"#))
        let memory = text.split(separator: "\n").first { $0.hasPrefix("process_resident_memory_bytes ") }
        #expect(memory.flatMap { Int($0.split(separator: " ")[1]) } ?? 0 > 1 << 20)
    }

    @Test func theLogHasOneLineARequestAndNoToken() async throws {
        let log = LogLines()
        let client = TestClient(NoteService.cloud(logger: log.logger), token: "token-ann")
        _ = try await client.send(.get, "/cloud/notes/v1/notes?X-Auth-Token=token-bob&limit=5")
        let lines = log.lines
        #expect(lines.count == 1)
        #expect(lines[0].contains("GET /cloud/notes/v1/notes 200"))
        #expect(!lines[0].contains("token-"))
    }

    @Test func pathsThatHoldSecretsAreNotLogged() async throws {
        let log = LogLines()
        struct Mishap: Error {}
        let service = APIService(ServiceProfile("vault", hasSecretPaths: true)) { _, _ in
            throw Fault(.internalServerError, "", cause: Mishap())
        }
        _ = try await TestClient(CloudResponder([Mount("/vault", service)], logger: log.logger))
            .send(.get, "/vault/key-of-a-door")
        let lines = log.lines
        #expect(lines.count == 2)
        for line in lines {
            #expect(line.contains("GET /vault "))
            #expect(!line.contains("door"))
        }
    }

    @Test func anAccidentIsLoggedWithItsCauseAndTheRequestsID() async throws {
        let log = LogLines()
        let reply = try await TestClient(NoteService.cloud(logger: log.logger)).send(.get, "/cloud/notes/v1/accident")
        let lines = log.lines
        #expect(lines.count == 2)
        #expect(lines[0].contains("Accident"))
        #expect(lines[0].contains(reply.headers[.requestID] ?? "none"))
    }
}
