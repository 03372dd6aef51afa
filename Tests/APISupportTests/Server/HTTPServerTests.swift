import APISupport
import TestHTTP
import Testing
import Vocabulary

/// What a client that keeps to the rules can rely on.
struct HTTPServerTests {
    private func talk<Value: Sendable>(
        _ configuration: HTTPServerConfiguration? = nil,
        _ body: @escaping @Sendable (RawConnection) async throws -> Value
    ) async throws -> Value {
        try await TestServer.with(EchoService.cloud, configuration: configuration) { server in
            try await RawConnection.with(port: server.port, body)
        }
    }

    @Test func aConnectionIsKeptAndPipelinedRequestsAreAnsweredInOrder() async throws {
        try await talk { connection in
            let request = { (path: String) in "GET \(path) HTTP/1.1\r\nHost: x\r\n\r\n" }
            try await connection.send(request("/slow") + request("/b") + request("/c"))
            for wanted in ["slow", "/b", "/c"] {
                let (head, body) = try await connection.readAnswer()
                #expect(head.hasPrefix("HTTP/1.1 200 OK\r\n"))
                #expect(!head.lowercased().contains("connection: close"))
                #expect(String(decoding: body, as: UTF8.self) == wanted)
            }
        }
    }

    @Test func aPortThatIsTakenIsToldInWords() async throws {
        try await TestServer.with(EchoService.cloud) { first in
            var configuration = HTTPServerConfiguration.test
            configuration.address = .host("127.0.0.1", port: first.port)
            let second = HTTPServer(configuration, responder: EchoService.cloud, logger: .silent)
            await #expect {
                try await second.run()
            } throws: { error in
                guard let fault = error as? Fault else { return false }
                return fault.message == "127.0.0.1:\(first.port) cannot be listened on: Address already in use."
            }
        }
    }

    @Test func connectionCloseIsObeyed() async throws {
        let all = try await talk { connection in
            try await connection.send("GET /a HTTP/1.1\r\nHost: x\r\nConnection: Close\r\n\r\n")
            return try await connection.readToEnd()
        }
        #expect(all.contains("Connection: close\r\n"))
        #expect(all.hasSuffix("\r\n\r\n/a"))
    }

    @Test func http10GetsNoChunksAndAClosedConnection() async throws {
        let all = try await talk { connection in
            try await connection.send("GET /stream HTTP/1.0\r\n\r\n")
            return try await connection.readToEnd()
        }
        #expect(all.hasPrefix("HTTP/1.0 200 OK\r\n"))
        #expect(!all.lowercased().contains("transfer-encoding"))
        #expect(all.hasSuffix("\r\n\r\none two three"))
    }

    @Test func http10MayKeepTheConnection() async throws {
        try await talk { connection in
            for path in ["/a", "/b"] {
                try await connection.send("GET \(path) HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
                let (head, body) = try await connection.readAnswer()
                #expect(head.contains("Connection: keep-alive\r\n"))
                #expect(String(decoding: body, as: UTF8.self) == path)
            }
        }
    }

    @Test func aBodyWithoutLengthIsChunked() async throws {
        try await talk { connection in
            try await connection.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n")
            let answer = try await connection.read(until: "0\r\n\r\n")
            #expect(answer.lowercased().contains("transfer-encoding: chunked\r\n"))
            #expect(answer.hasSuffix("\r\n4\r\none \r\n4\r\ntwo \r\n5\r\nthree\r\n0\r\n\r\n"))
        }
    }

    @Test func aChunkedUploadIsRead() async throws {
        try await talk { connection in
            try await connection.send(
                "PUT /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6;x=y\r\n world\r\n0\r\n\r\n"
            )
            let (_, body) = try await connection.readAnswer()
            #expect(body == Array("11".utf8))
        }
    }

    @Test func whoWaitsForAWordGetsItWhenTheBodyIsWanted() async throws {
        try await talk { connection in
            let head = "HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n"
            try await connection.send("PUT /count \(head)")
            #expect(try await connection.read(until: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
            try await connection.send("hello")
            #expect(try await connection.readAnswer().body == Array("5".utf8))
            // Refused without a look at the body: the answer comes at once, and ends the connection.
            try await connection.send("PUT /ignore \(head)")
            let rest = try await connection.readToEnd()
            #expect(rest.hasPrefix("HTTP/1.1 401 Unauthorized\r\n"))
            #expect(rest.contains("Connection: close\r\n"))
        }
    }

    @Test func anIgnoredBodyDoesNotDisturbTheNextRequest() async throws {
        try await talk { connection in
            try await connection.send("PUT /ignore HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n")
            try await connection.send([UInt8](repeating: 65, count: 200_000))
            #expect(try await connection.readAnswer().head.contains("401"))
            try await connection.send("GET /next HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.readAnswer().body == Array("/next".utf8))
        }
    }

    @Test func headHasNoBody() async throws {
        try await talk { connection in
            try await connection.send("HEAD /abc HTTP/1.1\r\nHost: x\r\n\r\nGET /d HTTP/1.1\r\nHost: x\r\n\r\n")
            let head = try await connection.read(until: "\r\n\r\n")
            #expect(head.contains("Content-Length: 4\r\n"))
            #expect(try await connection.readAnswer().body == Array("/d".utf8))
        }
    }

    @Test(arguments: [
        ("http://example.org/a//b?x=1", "/a//b"), ("HTTP://example.org", "/"), ("http://example.org?x=1", "/"),
        ("/a%2Fb/../c;d/", "/a%2Fb/../c;d/"), ("//a", "//a"),
    ])
    func targetsOfAllFormsAreTakenAsTheyAre(target: String, path: String) async throws {
        try await talk { connection in
            try await connection.send("GET \(target) HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(String(decoding: try await connection.readAnswer().body, as: UTF8.self) == path)
        }
    }

    @Test func aHalfClosedClientGetsItsAnswer() async throws {
        let all = try await talk { connection in
            try await connection.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n")
            connection.finish()
            return try await connection.readToEnd()
        }
        #expect(all.hasSuffix("slow"))
    }

    @Test func anUpgradeNobodyKnowsIsAnAnswerAsAnyOther() async throws {
        let all = try await talk { connection in
            try await connection.send(
                "GET /a HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n\r\n"
            )
            return try await connection.readToEnd()
        }
        #expect(all.hasPrefix("HTTP/1.1 200 OK\r\n"))
        #expect(all.hasSuffix("/a"))
    }

    @Test func anAnswerThatBreaksOffIsNotTakenForWhole() async throws {
        let all = try await talk { connection in
            try await connection.send("GET /broken HTTP/1.1\r\nHost: x\r\n\r\n")
            return try await connection.readToEnd()
        }
        #expect(all.contains("Content-Length: 100\r\n"))
        #expect(all.hasSuffix("\r\n\r\nhalf"))
    }
}
