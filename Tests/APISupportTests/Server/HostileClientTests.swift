import APISupport
import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import TestHTTP
import Testing

/// What a client that breaks the rules gets: an answer where there can be one, and never another client's.
struct HostileClientTests {
    private func answer(
        to request: String, _ change: (inout HTTPServerConfiguration) -> Void = { _ in }
    )
        async throws -> String
    {
        var configuration = HTTPServerConfiguration(address: .host("127.0.0.1", port: 0))
        change(&configuration)
        return try await TestServer.with(EchoService.cloud, configuration: configuration) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
        }
    }

    @Test(arguments: [
        "nonsense\r\n\r\n",
        "GET /a HTTP/1.1\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
        "GET a HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET ftp://x/a HTTP/1.1\r\nHost: x\r\n\r\n",
        "CONNECT x:80 HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /a HTTP/2.7\r\nHost: x\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nbad header: y\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nA: b\u{1}c\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nA : b\r\n\r\n",
        "GET /a HTTP/1.1\r\nHost: x\r\nA: b\r\n folded\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: -5\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5, 5\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999999999999999\r\n\r\nhello",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        "PUT /echo HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "GET /a HTTP/1.1\nHost: x\nContent-Length : 5\n\nhello",
    ])
    func whatTwoReadersCouldReadInTwoWaysIsRefused(request: String) async throws {
        let smuggled = "GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n"
        let all = try await answer(to: request + smuggled)
        #expect(all.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(all)")
        #expect(all.contains("Connection: close\r\n"))
        #expect(all.contains("\"badRequest\""))
        #expect(!all.contains("smuggled"))
    }

    /// Where web sockets are accepted, nobody but the connection itself sees what comes before the first request.
    @Test(
        .timeLimit(.minutes(1)),
        arguments: ["nonsense\r\n\r\n", "GET /a HTTP/1.1\r\nA: \(String(repeating: "x", count: 100_000))\r\n\r\n"])
    func whatCannotBeReadEndsAConnectionThatMayBecomeAWebSocket(request: String) async throws {
        var configuration = HTTPServerConfiguration.test
        configuration.headTimeout = .seconds(600)
        configuration.keepAliveTimeout = .seconds(600)
        let all = try await TestServer.with(
            EchoService.cloud, configuration: configuration, webSocket: { _ in nil }
        ) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(request)
                return try await connection.readToEnd()
            }
        }
        #expect(all.hasPrefix("HTTP/1.1 4"), "\(all.prefix(200))")
    }

    /// A body that was not announced is no part of the request before it.
    @Test func whatFollowsAGoodRequestDoesNotTakeItsAnswer() async throws {
        let all = try await answer(to: "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n\u{1}nonsense\r\n\r\n")
        #expect(all.hasPrefix("HTTP/1.1 200 OK\r\n"), "\(all)")
        #expect(all.contains("Connection: close\r\n"))
        #expect(all.hasSuffix("slow"))
    }

    @Test func aChunkThatCannotBeReadEndsTheUpload() async throws {
        let all = try await answer(
            to: "PUT /count HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nzz\r\n")
        #expect(all.hasPrefix("HTTP/1.1 400 Bad Request\r\n"), "\(all)")
    }

    @Test(arguments: [
        String(repeating: "x", count: 40_000),
        "y\r\n" + (1...20).map { "B\($0): \(String(repeating: "z", count: 8000))\r\n" }.joined(),
        "y\r\n" + (1...300).map { "C\($0): d\r\n" }.joined(),
    ])
    func headersThatAreTooLargeAreRefusedWithAnAnswer(headers: String) async throws {
        let all = try await answer(to: "GET /a HTTP/1.1\r\nHost: x\r\nA: \(headers)\r\n\r\n")
        #expect(all.hasPrefix("HTTP/1.1 431 "), "\(all.prefix(200))")
    }

    @Test func aTargetThatIsTooLongIsRefused() async throws {
        let all = try await answer(to: "GET /\(String(repeating: "a", count: 100_000)) HTTP/1.1\r\nHost: x\r\n\r\n")
        #expect(all.hasPrefix("HTTP/1.1 431 "), "\(all.prefix(200))")
    }

    @Test(arguments: [
        "Content-Length: 1001\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n3e9\r\n\(String(repeating: "x", count: 1001))\r\n0\r\n\r\n",
    ])
    func aBodyLargerThanAnyMayBeIsRefused(rest: String) async throws {
        let all = try await answer(to: "PUT /count HTTP/1.1\r\nHost: x\r\n\(rest)") { $0.bodyMaxBytes = 1000 }
        #expect(all.hasPrefix("HTTP/1.1 413 "), "\(all)")
        #expect(all.contains("requestEntityTooLarge"))
    }

    @Test(arguments: ["", "GET /a HTT", "GET /a HTTP/1.1\r\nHost: x\r\nA: b"])
    func whoDoesNotFinishAHeadIsCutOff(start: String) async throws {
        let began = ContinuousClock.now
        let all = try await answer(to: start) { $0.headTimeout = .milliseconds(200) }
        #expect(all.isEmpty)
        #expect(began.duration(to: .now) < .seconds(10))
    }

    @Test func whoSendsABodyTooSlowlyIsToldAndCutOff() async throws {
        let all = try await answer(to: "PUT /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello") {
            $0.bodyTimeout = .milliseconds(200)
        }
        #expect(all.hasPrefix("HTTP/1.1 408 "), "\(all)")
    }

    /// Each piece comes in time, and the whole would take hours.
    @Test(arguments: ["Content-Length: 1000000\r\n\r\n", "Transfer-Encoding: chunked\r\n\r\n"])
    func whoseBodyOnlyDripsIsToldAndCutOff(framing: String) async throws {
        var configuration = HTTPServerConfiguration.test
        configuration.bodyTimeout = .seconds(1)
        configuration.bodyMinBytes = 1000
        let isChunked = framing.contains("chunked")
        let all = try await TestServer.with(EchoService.cloud, configuration: configuration) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send("PUT /count HTTP/1.1\r\nHost: x\r\n\(framing)")
                let drip = Task {
                    while !Task.isCancelled {
                        // Fails once the server has closed.
                        try await connection.send(isChunked ? "1\r\nx\r\n" : "x")
                        try await Task.sleep(for: .milliseconds(50))
                    }
                }
                defer { drip.cancel() }
                return try await connection.readToEnd()
            }
        }
        #expect(all.hasPrefix("HTTP/1.1 408 "), "\(all)")
    }

    @Test func aKeptConnectionThatIsNotUsedIsClosed() async throws {
        let all = try await answer(to: "GET /a HTTP/1.1\r\nHost: x\r\n\r\n") {
            $0.keepAliveTimeout = .milliseconds(200)
        }
        #expect(all.hasSuffix("/a"))
    }

    @Test func whoseHandlerIsSlowIsNotCutOff() async throws {
        let all = try await answer(to: "GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n") {
            $0.keepAliveTimeout = .milliseconds(50)
            $0.bodyTimeout = .milliseconds(50)
        }
        #expect(all.hasSuffix("slow"))
    }

    /// The handler must hear of it: half an upload is no upload.
    @Test(arguments: ["Content-Length: 10\r\n\r\nhello", "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"])
    func anUploadThatBreaksOffIsAnError(rest: String) async throws {
        let seen = Mutex<[String]>([])
        let cloud = CloudResponder(
            [
                Mount(
                    "",
                    APIService(ServiceProfile("x")) { request, _ in
                        do {
                            for try await _ in request.body {}
                            seen.withLock { $0.append("whole") }
                        } catch {
                            seen.withLock { $0.append("broken") }
                            throw error
                        }
                        return .text("done")
                    })
            ], logger: .silent)
        try await TestServer.with(cloud) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send("PUT /a HTTP/1.1\r\nHost: x\r\n\(rest)")
                connection.finish()
                _ = try await connection.readToEnd()
            }
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send("PUT /a HTTP/1.1\r\nHost: x\r\n\(rest)")
            }
            // The second client is gone; the handler hears of it when the server has noticed.
            for _ in 0..<500 where seen.withLock({ $0.count }) < 2 { try await Task.sleep(for: .milliseconds(10)) }
        }
        let outcomes = seen.withLock { $0 }
        #expect(outcomes == ["broken", "broken"])
    }

    @Test func whoTakesNothingOfAnAnswerIsCutOff() async throws {
        let outcome = Mutex<String?>(nil)
        let endless = APIService(ServiceProfile("endless")) { _, _ in
            Response(
                status: .ok,
                body: ResponseBody { writer in
                    do {
                        while true { try await writer.write(ByteBuffer(repeating: 0, count: 1 << 20)) }
                    } catch {
                        outcome.withLock { $0 = "cut off" }
                        throw error
                    }
                })
        }
        var configuration = HTTPServerConfiguration.test
        configuration.writeTimeout = .milliseconds(200)
        let cloud = CloudResponder([Mount("", endless)], logger: .silent)
        try await TestServer.with(cloud, configuration: configuration) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                for _ in 0..<1000 where outcome.withLock({ $0 }) == nil { try await Task.sleep(for: .milliseconds(10)) }
            }
        }
        let end = outcome.withLock { $0 }
        #expect(end == "cut off")
    }

    @Test func connectionsBeyondTheLimitWaitAndAreServedLater() async throws {
        var configuration = HTTPServerConfiguration(address: .host("127.0.0.1", port: 0))
        configuration.connectionsMax = 1
        try await TestServer.with(EchoService.cloud, configuration: configuration) { server in
            let request = "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
            let answer = try await RawConnection.with(port: server.port) { first in
                try await first.send("GET /first HTTP/1.1\r\nHost: x\r\n\r\n")
                #expect(try await first.readAnswer().body == Array("/first".utf8))
                return try await RawConnection.with(port: server.port) { second in
                    try await second.send(request)
                    first.finish()
                    return try await second.readToEnd()
                }
            }
            #expect(answer.hasSuffix("/a"))
        }
    }
}
