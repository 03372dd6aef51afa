import APISupport
import HTTPTypes
import NIOCore
import TestHTTP
import Testing

struct WebSocketTests {
    private static let acceptor: WebSocketAcceptor = { request in
        guard request.path == "/socket" else { return nil }
        return WebSocketHandler(subprotocol: "binary") { connection in
            for try await bytes in connection.inbound { try await connection.outbound.write(bytes) }
        }
    }

    private static let request = """
        GET /socket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
        Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\
        Sec-WebSocket-Protocol: base64, binary\r\n\r\n
        """

    /// A frame as clients send it, with the mask of zeros.
    private static func frame(opcode: UInt8, _ text: String, isLast: Bool = true) -> [UInt8] {
        [(isLast ? 0x80 : 0) | opcode, 0x80 | UInt8(text.utf8.count), 0, 0, 0, 0] + Array(text.utf8)
    }

    private func talk(_ body: @escaping @Sendable (RawConnection, TestServer) async throws -> Void) async throws {
        try await TestServer.with(EchoService.cloud, webSocket: Self.acceptor) { server in
            try await RawConnection.with(port: server.port) { try await body($0, server) }
        }
    }

    @Test func messagesComeBackPingsAreAnsweredAndTheEndIsPolite() async throws {
        try await talk { connection, _ in
            try await connection.send(Self.request)
            let head = try await connection.read(until: "\r\n\r\n")
            #expect(head.hasPrefix("HTTP/1.1 101 Switching Protocols\r\n"))
            // The value of RFC 6455 section 1.3.
            #expect(head.lowercased().contains("sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=\r\n"))
            #expect(head.lowercased().contains("sec-websocket-protocol: binary\r\n"))
            try await connection.send(Self.frame(opcode: 2, "hello") + Self.frame(opcode: 9, "p"))
            #expect(try await connection.read(count: 7) == [0x82, 5] + Array("hello".utf8))
            #expect(try await connection.read(count: 3) == [0x8A, 1] + Array("p".utf8))
            try await connection.send(
                Self.frame(opcode: 1, "a", isLast: false) + Self.frame(opcode: 0, "b"))
            #expect(try await connection.read(count: 6) == [0x82, 1, 97, 0x82, 1, 98])
            try await connection.send(Self.frame(opcode: 8, "\u{3}\u{68}"))
            #expect(try await connection.read(count: 4) == [0x88, 2, 3, 0xE8])
            // Browsers take a second close for an error.
            #expect(try await connection.readToEnd() == "")
        }
    }

    @Test func otherRequestsAreServedOnTheSamePort() async throws {
        try await talk { connection, _ in
            try await connection.send("GET /plain HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.readAnswer().body == Array("/plain".utf8))
            try await connection.send("GET /plain2 HTTP/1.1\r\nHost: x\r\n\r\n")
            #expect(try await connection.readAnswer().body == Array("/plain2".utf8))
        }
    }

    @Test func aSocketNobodyWantsIsARequestAsAnyOther() async throws {
        try await talk { connection, _ in
            try await connection.send(Self.request.replacing("/socket", with: "/elsewhere"))
            #expect(try await connection.readToEnd().hasSuffix("/elsewhere"))
        }
    }

    @Test func drainingSaysGoodbye() async throws {
        try await talk { connection, server in
            try await connection.send(Self.request)
            _ = try await connection.read(until: "\r\n\r\n")
            await server.stop()
            #expect(try await connection.read(count: 4) == [0x88, 2, 3, 0xE9])
            try await connection.send(Self.frame(opcode: 8, "\u{3}\u{69}"))
            #expect(try await connection.readToEnd() == "")
        }
    }

    @Test(arguments: ["", "GET /socket HTTP/1.1\r\nHost: x\r\n"])
    func aSlowFirstHeadIsCutOffHereToo(start: String) async throws {
        var configuration = HTTPServerConfiguration(address: .host("127.0.0.1", port: 0))
        configuration.headTimeout = .milliseconds(200)
        try await TestServer.with(EchoService.cloud, configuration: configuration, webSocket: Self.acceptor) { server in
            try await RawConnection.with(port: server.port) { connection in
                try await connection.send(start)
                #expect(try await connection.readToEnd() == "")
            }
        }
    }
}
