import APISupport
import Cyclades
import HTTPTypes
import TestHTTP
import Testing
import VMBackends
import Vocabulary

/// The compute API on the wire (compute.md 2).
struct ServerRoutesTests {
    private let path = CycladesCloud.path

    @Test func everyCallNeedsATokenExceptUnknownPaths() async throws {
        let cloud = try await CycladesCloud()
        let anonymous = cloud.client.with(token: nil)
        for below in [
            "/servers", "/servers/detail", "/flavors", "/images", "/networks", "/servers/1", "/extensions", "/",
        ] {
            let reply = try await anonymous.send(.get, path + below)
            #expect(reply.status == 401, "\(below)")
            #expect(try reply.json["unauthorized"]?["code"] == 401)
        }
        for unknown in ["/nothing", "/servers/abc", "/servers/1/", "", "/servers/1/diagnostics.xml"] {
            let reply = try await anonymous.send(.get, path + unknown)
            #expect(reply.status == 400, "\(unknown)")
            #expect(reply.text.contains("API endpoint not found"))
        }
        let wrong = try await cloud.client.with(token: "nobody").send(.get, path + "/servers")
        #expect(wrong.status == 401)
        #expect(try wrong.json["fault"]?["code"] == 401)
        let method = try await cloud.client.send(.put, path + "/servers", json: "{}")
        #expect(try method.json["badRequest"]?["message"] == "Method not allowed")
    }

    @Test func aServerIsMadeAndShown() async throws {
        let cloud = try await CycladesCloud()
        let image = try await cloud.image()
        let reply = try await cloud.client.send(
            .post, path + "/servers",
            json: """
                {"server": {"name": "web", "flavorRef": "1", "imageRef": "\(image)", "metadata": {"role": "db", "n": 1}}}
                """)
        #expect(reply.status == 202)
        let made = try #require(try reply.json["server"])
        #expect(made["status"] == "BUILD")
        #expect(made["adminPass"]?.stringValue?.count == 10)
        #expect(made["attachments"] == [])
        #expect(made["metadata"] == ["role": "db", "n": "1"])
        #expect(made["flavor"]?["id"] == 1)
        await cloud.report(
            "OP_INSTANCE_CREATE", on: 1,
            nics: """
                [{"network": "snf-net-1", "ip": "198.51.100.2", "mac": "aa:00:00:11:22:33", "firewall": ""}]
                """)
        let shown = try #require(try await cloud.client.send(.get, path + "/servers/1").json["server"])
        #expect(shown["status"] == "ACTIVE")
        #expect(shown["progress"] == 100)
        #expect(shown["addresses"] == ["1": [["version": 4, "addr": "198.51.100.2", "OS-EXT-IPS:type": "fixed"]]])
        #expect(shown["attachments"]?.arrayValue?.first?["id"] == "nic-1-0")
        #expect(shown["adminPass"] == nil)
        #expect(shown["SNF:port_forwarding"] == nil)
        let listed = try await cloud.client.send(.get, path + "/servers/detail")
        #expect(try listed.json["servers"]?.arrayValue == [shown])
        let order = try #require(await cloud.backend.orders.first)
        var content: [UInt8] = []
        try await order.image.read { content += $0 }
        #expect(content == Array("fake image".utf8))
        let xml = try await cloud.client.send(.get, path + "/servers/1.xml")
        #expect(xml.headers[.contentType] == "application/xml; charset=UTF-8")
        #expect(xml.text.contains("status=\"ACTIVE\""))
    }

    @Test func portForwardsAreShownWhereTheBackendHasThem() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.activeServer()
        await cloud.report(
            "OP_INSTANCE_REBOOT", on: id,
            extra: """
                , "port_forwards": [{"guest": 80, "host": "127.0.0.1", "port": 20080},
                {"guest": 22, "host": "127.0.0.1", "port": 20022}]
                """)
        let expected: JSONValue = [
            "22": ["host": "127.0.0.1", "port": "20022"], "80": ["host": "127.0.0.1", "port": "20080"],
        ]
        let shown = try await cloud.client.send(.get, path + "/servers/\(id)").json["server"]
        #expect(shown?["SNF:port_forwarding"] == expected)
        let listed = try await cloud.client.send(.get, path + "/servers/detail").json["servers"]?.arrayValue?.first
        #expect(listed?["SNF:port_forwarding"] == expected)
        let xml = try await cloud.client.send(.get, path + "/servers/\(id).xml").text
        #expect(xml.contains("<SNF:port id=\"22\" host=\"127.0.0.1\" port=\"20022\"/>"))
    }

    @Test(arguments: [
        ("", 400), ("[]", 400), ("{}", 400), ("{\"server\": \"x\"}", 400), ("{\"server\": {\"name\": \"x\"}}", 400),
        ("{\"server\": {\"name\": 5, \"flavorRef\": 1, \"imageRef\": \"IMAGE\"}}", 400),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 99, \"imageRef\": \"IMAGE\"}}", 404),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": \"abc\", \"imageRef\": \"IMAGE\"}}", 404),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"12345\"}}", 404),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"metadata\": []}}", 400),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"metadata\": {\"a\": {}}}}", 400),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"personality\": {}}}", 400),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"personality\": [1]}}", 400),
        ("{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"key_name\": \"none\"}}", 400),
        (
            "{\"server\": {\"name\": \"x\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\", \"networks\": [{\"uuid\": \"9\"}]}}",
            400
        ),
        ("{\"server\": {\"name\": \"NAME\", \"flavorRef\": 1, \"imageRef\": \"IMAGE\"}}", 400),
    ])
    func whatCannotBeAServerIsRefused(body: String, status: Int) async throws {
        let cloud = try await CycladesCloud()
        let text = body.replacing("IMAGE", with: try await cloud.image())
            .replacing("NAME", with: String(repeating: "n", count: 256))
        let reply = try await cloud.client.send(.post, path + "/servers", json: text)
        #expect(reply.status == status)
        #expect(await cloud.backend.orders.isEmpty)
    }

    @Test func bodiesMustSayThatTheyAreJSON() async throws {
        let cloud = try await CycladesCloud()
        let bare = try await cloud.client.send(.post, path + "/servers", body: Array("{}".utf8))
        #expect(try bare.json["badRequest"]?["message"] == "Missing Content-Type header field")
        let text = try await cloud.client.send(
            .post, path + "/servers", headers: [.contentType: "text/plain"], body: Array("{}".utf8))
        #expect(try text.json["badRequest"]?["message"] == "Unsupported Content-type: 'text/plain'")
    }

    @Test func actionsAreCheckedInTheOriginalsOrder() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.activeServer()
        for (body, status) in [
            ("{\"start\": {}, \"shutdown\": {}}", 400), ("{}", 400), ("[1]", 400), ("{\"nothing\": {}}", 503),
            ("{\"resize\": {}}", 503), ("{\"delete\": {}}", 400), ("{\"start\": null}", 400),
            ("{\"start\": {\"a\": 1}}", 400), ("{\"reboot\": {}}", 400), ("{\"reboot\": {\"type\": \"MEDIUM\"}}", 400),
            ("{\"firewallProfile\": {\"profile\": \"x\"}}", 400), ("{\"console\": {\"type\": \"spice\"}}", 400),
            ("{\"shutdown\": {}}", 202), ("{\"firewallProfile\": {\"profile\": \"ENABLED\"}}", 202),
            ("{\"reboot\": {\"type\": \"SOFT\"}}", 202),
        ] {
            let reply = try await cloud.client.send(.post, path + "/servers/\(id)/action", json: body)
            #expect(reply.status == status, "\(body)")
        }
        let other = try await cloud.client.with(token: "token-bob")
            .send(.post, path + "/servers/\(id)/action", json: "{\"start\": {}}")
        #expect(other.status == 404)
    }

    @Test func changesAreAskedForByTheirTime() async throws {
        let cloud = try await CycladesCloud()
        let id = try await cloud.activeServer()
        func ask(_ since: String) async throws -> TestReply {
            try await cloud.client.send(.get, path + "/servers/detail?changes-since=\(since)")
        }
        for (since, message) in [
            ("2000-01-01T00:00:00Z", "Too old changes-since value."),
            ("2136-01-01T00:00:00Z", "changes-since value set in the future."),
            ("xyz", "Invalid changes-since parameter."),
        ] {
            let reply = try await ask(since)
            #expect(reply.status == 400)
            #expect(try reply.json["badRequest"]?["message"] == .string(message))
        }
        let before = Timestamp.now().iso8601.replacing("+", with: "%2B")
        let nothing = try await ask(before)
        #expect(nothing.status == 304)
        #expect(nothing.body.isEmpty)
        await cloud.report("OP_INSTANCE_REMOVE", on: id)
        let gone = try await ask(before)
        #expect(gone.status == 200)
        #expect(try gone.json["servers"]?.arrayValue?.first?["status"] == "DELETED")
        #expect(try await cloud.client.send(.get, path + "/servers").json["servers"] == [])
    }

    @Test func aHundredServersAreListedWithoutAStatementEach() async throws {
        let cloud = try await CycladesCloud()
        let image = try await cloud.image()
        for index in 1...100 {
            let reply = try await cloud.client.send(
                .post, path + "/servers",
                json: "{\"server\": {\"name\": \"vm \(index)\", \"flavorRef\": 1, \"imageRef\": \"\(image)\"}}")
            #expect(reply.status == 202)
        }
        let listed = try await cloud.client.send(.get, path + "/servers/detail")
        #expect(try listed.json["servers"]?.arrayValue?.count == 100)
        // From one more on they are written elsewhere.
        let last = try await cloud.client.send(
            .post, path + "/servers",
            json: "{\"server\": {\"name\": \"last\", \"flavorRef\": 1, \"imageRef\": \"\(image)\"}}")
        #expect(last.status == 202)
        let longer = try await cloud.client.send(.get, path + "/servers/detail")
        #expect(try longer.json["servers"]?.arrayValue?.count == 101)
        #expect(try longer.json["servers"]?.arrayValue?.last?["name"] == "last")
    }
}
