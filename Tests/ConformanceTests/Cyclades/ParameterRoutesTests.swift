import Cyclades
import HTTPTypes
import TestHTTP
import Testing
import VMBackends
import Vocabulary

/// The VM API on the wire.
struct ParameterRoutesTests {
    private let path = "/cyclades/vmapi/v1.0/server-params"

    /// The key of a new server's parameters.
    private func key(_ cloud: CycladesCloud) async throws -> String {
        let image = try await cloud.image()
        let reply = try await cloud.client.send(
            .post, CycladesCloud.path + "/servers",
            json: """
                {"server": {"name": "web", "flavorRef": 1, "imageRef": "\(image)",
                            "personality": [{"path": "/root/a", "contents": "aGk=", "mode": 416}]}}
                """)
        #expect(reply.status == 202)
        return try #require(await cloud.backend.orders.last?.parametersKey)
    }

    @Test func theRecordIsReadOnceAndWithoutAToken() async throws {
        let cloud = try await CycladesCloud()
        let key = try await key(cloud)
        let anyone = cloud.client.with(token: nil)
        // Not yet the path of a record: nothing is read.
        #expect(try await anyone.send(.get, "\(path)/\(key)/").status == 404)
        let reply = try await anyone.send(.get, "\(path)/\(key)")
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/json")
        let record = try reply.json
        #expect(try record.string("img_id") == "pithos://ann/images/debian.img")
        #expect(try record.string("img_format") == "diskdump")
        #expect(try record.string("img_passwd") == (await cloud.backend.orders.last?.adminPassword))
        #expect(try JSONValue(parsing: try record.string("img_properties")) == ["OS": "debian"])
        #expect(
            try JSONValue(parsing: try record.string("img_personality"))
                == [["path": "/root/a", "contents": "aGk=", "mode": 416]])
        #expect(record["auth_keys"] == nil)
        let again = try await anyone.send(.get, "\(path)/\(key)")
        #expect(again.status == 404)
        #expect(again.headers[.contentType] == "text/html; charset=utf-8")
    }

    @Test(arguments: [HTTPRequest.Method.head, .post])
    func whateverAsksHasRead(method: HTTPRequest.Method) async throws {
        let cloud = try await CycladesCloud()
        let key = try await key(cloud)
        #expect(try await cloud.client.send(method, "\(path)/\(key)").status == 200)
        #expect(try await cloud.client.send(.get, "\(path)/\(key)").status == 404)
    }

    @Test(arguments: [
        ("/server-params", 404), ("/server-params/", 404), ("/server-params/%00", 404), ("/server-params/..%2f..", 404),
        ("/", 400), ("", 400), ("/x", 400),
    ])
    func nothingElseIsThere(path: String, status: Int) async throws {
        let cloud = try await CycladesCloud()
        #expect(try await cloud.client.with(token: nil).send(.get, "/cyclades/vmapi/v1.0" + path).status == status)
    }
}
