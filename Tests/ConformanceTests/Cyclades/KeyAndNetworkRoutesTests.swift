import APISupport
import Cyclades
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// Keys, networks, flavors and counters on the wire.
struct KeyAndNetworkRoutesTests {
    @Test func keysComeAndGo() async throws {
        let cloud = try await CycladesCloud()
        let path = "/cyclades/userdata/keys"
        let made = try await cloud.client.send(
            .post, path, json: "{\"name\": \"laptop\", \"content\": \"ssh-rsa AAAA\"}")
        #expect(made.status == 200)
        #expect(try made.json["uri"] == "/cyclades/userdata/keys/1")
        #expect(try await cloud.client.send(.get, path).json.arrayValue?.count == 1)
        let renamed = try await cloud.client.send(.put, path + "/1", json: "{\"name\": \"desktop\"}")
        #expect(try renamed.json["name"] == "desktop")
        #expect(try await cloud.client.with(token: "token-bob").send(.get, path + "/1").status == 404)
        #expect(try await cloud.client.with(token: nil).send(.get, path).status == 401)
        #expect(try await cloud.client.send(.delete, path).status == 405)
        for body in ["{}", "{\"name\": \"\", \"content\": \"c\"}", "{\"name\": \"n\"}", "[1]", "x"] {
            #expect(try await cloud.client.send(.post, path, json: body).status == 400, "\(body)")
        }
        let gone = try await cloud.client.send(.delete, path + "/1")
        #expect(gone.text == "\"\"")
        #expect(try await cloud.client.send(.get, path + "/1").status == 404)
    }

    @Test func networksOnTheWire() async throws {
        let cloud = try await CycladesCloud()
        let path = CycladesCloud.path + "/networks"
        let made = try await cloud.client.send(
            .post, path,
            json: "{\"network\": {\"name\": \"lan\", \"type\": \"MAC_FILTERED\", \"cidr\": \"10.0.0.0/24\"}}")
        #expect(made.status == 202)
        #expect(try made.json["network"]?["id"] == "2")
        #expect(try made.json["network"]?["status"] == "ACTIVE")
        for (body, status) in [
            ("{\"network\": {\"name\": \"x\"}}", 400), ("{\"network\": {\"name\": \"x\", \"type\": \"NOPE\"}}", 400),
            ("{\"network\": {\"name\": \"x\", \"type\": \"CUSTOM\"}}", 403),
            ("{\"network\": {\"name\": \"x\", \"type\": \"MAC_FILTERED\", \"public\": \"False\"}}", 403),
            ("{\"network\": {\"name\": \"x\", \"type\": \"MAC_FILTERED\", \"cidr\": \"10.0.0.0/16\"}}", 413),
            ("{\"network\": {\"name\": \"x\", \"type\": \"MAC_FILTERED\", \"cidr\": 5}}", 400), ("[]", 400),
        ] {
            #expect(try await cloud.client.send(.post, path, json: body).status == status, "\(body)")
        }
        #expect(try await cloud.client.send(.get, path + "/abc").status == 404)
        #expect(try await cloud.client.with(token: "token-bob").send(.get, path + "/2").status == 404)
        let id = try await cloud.activeServer()
        let joined = try await cloud.client.send(
            .post, path + "/2/action", json: "{\"add\": {\"serverRef\": \"\(id)\"}}")
        #expect(joined.status == 202)
        let inUse = try await cloud.client.send(.delete, path + "/2")
        #expect(inUse.status == 421)
        #expect(try inUse.json["networkInUse"]?["code"] == 421)
    }

    @Test func flavorsInBothForms() async throws {
        let cloud = try await CycladesCloud()
        let detail = try await cloud.client.send(.get, CycladesCloud.path + "/flavors/detail")
        let flavor = try detail.json["flavors"]?.arrayValue?.first
        #expect(flavor?["name"] == "C1R1024D20file")
        #expect(flavor?["SNF:disk_template"] == "file")
        let xml = try await cloud.client.send(
            .get, CycladesCloud.path + "/flavors", headers: [.accept: "application/xml"])
        #expect(xml.text.contains("name=\"C1R1024D20file\""))
        #expect(try await cloud.client.send(.get, CycladesCloud.path + "/flavors/99").status == 404)
    }

    @Test func countersNeedNoTokenAndNoScript() async throws {
        let cloud = try await CycladesCloud()
        _ = try await cloud.activeServer()
        let open = cloud.client.with(token: nil)
        let counted = try await open.send(.get, "/cyclades/admin/stats").json
        #expect(counted["servers"]?["ACTIVE"] == ["count": 1, "cpu": 1, "ram": 1024, "disk": 20])
        #expect(counted["networks"]?["ACTIVE"] == ["count": 1])
        #expect(try await open.send(.get, "/cyclades/admin/stats?callback=f").text.hasPrefix("f({"))
        #expect(try await open.send(.get, "/cyclades/admin/stats?callback=f(1)").status == 400)
    }
}
