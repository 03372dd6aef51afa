import APISupport
import Cyclades
import CycladesAPI
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// Both ways to a screen: a port of its own, and a web socket on ours.
struct ConsoleTests {
    private func console(_ cloud: CycladesCloud, _ id: Int64, type: String) async throws -> JSONValue {
        let reply = try await cloud.client.send(
            .post, CycladesCloud.path + "/servers/\(id)/action", json: "{\"console\": {\"type\": \"\(type)\"}}")
        #expect(reply.status == 200)
        return try #require(try reply.json["console"])
    }

    @Test func aPortTakesOneClientToTheScreen() async throws {
        let cloud = try await CycladesCloud()
        let view = try await console(cloud, try await cloud.activeServer(), type: "vnc")
        let port = Int(try #require(view["port"]?.intValue))
        try await RawConnection.with(port: port) { client in
            #expect(try await client.read(count: 12) == Array("RFB 003.008\n".utf8))
            try await client.send("RFB 003.008\n")
            #expect(try await client.read(count: 2) == [1, 1])
        }
        // The door closed behind the first one.
        await #expect(throws: (any Error).self) {
            try await RawConnection.with(port: port) { _ in }
        }
    }

    @Test func aWebSocketNeedsItsTokenAndUsesItUp() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.activeServer()
        let view = try await console(cloud, id, type: "vnc-ws")
        let url = try #require(view["url"]?.stringValue)
        #expect(url.hasPrefix("ws://127.0.0.1:80/cyclades/console/ws?token="))
        let target = String(url.dropFirst("ws://127.0.0.1:80".count))
        try await TestServer.with(cloud.responder, webSocket: cloud.routes.console.accept) { server in
            let greeting = try await Self.upgrade(server.port, target)
            #expect(greeting.contains("101 Switching Protocols"))
            #expect(greeting.lowercased().contains("sec-websocket-protocol: binary"))
            #expect(greeting.contains("RFB 003.008\n"))
            let again = try await Self.upgrade(server.port, target)
            #expect(!again.contains("101 Switching"))
            let guessed = try await Self.upgrade(server.port, "/cyclades/console/ws?token=guess")
            #expect(!guessed.contains("101 Switching"))
        }
    }

    /// The answer to an upgrade, with the first frame when there is one.
    private static func upgrade(_ port: Int, _ target: String) async throws -> String {
        try await RawConnection.with(port: port) { client in
            try await client.send(
                "GET \(target) HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n"
                    + "Sec-WebSocket-Protocol: binary\r\n\r\n")
            let head = try await client.read(until: "\r\n\r\n")
            return head.contains(" 101 ") ? head + (try await client.read(until: "RFB 003.008\n")) : head
        }
    }

    @Test func onlyActiveServersHaveAScreen() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.activeServer()
        await cloud.report("OP_INSTANCE_SHUTDOWN", on: id)
        let reply = try await cloud.client.send(
            .post, CycladesCloud.path + "/servers/\(id)/action", json: "{\"console\": {\"type\": \"vnc\"}}")
        #expect(reply.status == 400)
    }
}
