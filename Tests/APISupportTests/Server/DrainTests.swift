import APISupport
import TestHTTP
import Testing

struct DrainTests {
    @Test func aRequestUnderWayIsAnsweredAndIdleConnectionsEnd() async throws {
        try await TestServer.with(EchoService.cloud) { server in
            try await RawConnection.with(port: server.port) { idle in
                try await idle.send("GET /a HTTP/1.1\r\nHost: x\r\n\r\n")
                _ = try await idle.readAnswer()
                try await RawConnection.with(port: server.port) { busy in
                    try await busy.send("PUT /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello")
                    // A second request shows that the server has seen the first half of the upload.
                    _ = try await RawConnection.with(port: server.port) { probe in
                        try await probe.send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                        return try await probe.readToEnd()
                    }
                    await server.stop()
                    #expect(try await idle.readToEnd() == "")
                    try await busy.send("world")
                    let all = try await busy.readToEnd()
                    #expect(all.contains("Connection: close\r\n"))
                    #expect(all.hasSuffix("10"))
                }
            }
        }
    }

    @Test func whoNeverEndsIsCutOffWhenTheTimeIsOver() async throws {
        var configuration = HTTPServerConfiguration(address: .host("127.0.0.1", port: 0))
        configuration.drainTimeout = .milliseconds(300)
        let began = ContinuousClock.now
        try await TestServer.with(EchoService.cloud, configuration: configuration) { server in
            try await RawConnection.with(port: server.port) { busy in
                try await busy.send("PUT /count HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhello")
                try await RawConnection.with(port: server.port) { probe in
                    try await probe.send("GET /slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                    _ = try await probe.readToEnd()
                }
                await server.stop()
                _ = try await busy.readToEnd()
            }
        }
        #expect(began.duration(to: .now) < .seconds(15))
    }

    @Test func aPortInUseIsAnErrorThatIsTold() async throws {
        try await TestServer.with(EchoService.cloud) { server in
            let second = HTTPServer(
                HTTPServerConfiguration(address: .host("127.0.0.1", port: server.port)),
                responder: EchoService.cloud, logger: .silent)
            await #expect(throws: (any Error).self) { try await second.run() }
            await #expect(throws: (any Error).self) { try await second.port }
        }
    }
}
