import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 2.9: version 2.0, as OpenStack's clients ask.
@Suite struct OpenStackAccessTests {
    private static let path = "/astakos/identity/v2.0/"

    @Test(arguments: [
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "secret"}, "tenantName": "ada@example.org"}"#,
        #"{"passwordCredentials": {"username": "Ada@example.org", "password": "secret"}, "tenantId": "UUID"}"#,
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "TOKEN"}, "tenantName": "UUID"}"#,
        #"{"passwordCredentials": {"username": "UUID", "password": "secret"}, "tenantName": "ada@example.org"}"#,
        #"{"token": {"id": "TOKEN"}, "tenantName": "ada@example.org"}"#,
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "secret"}}"#,
        #"{"passwordCredentials": {"username": "UUID", "password": "secret"}, "tenantName": "UUID"}"#,
        #"{"passwordCredentials": {"username": "UUID", "password": "secret"}, "tenantId": "UUID"}"#,
    ])
    func whoAsksAsTheyDoIsAnsweredAsTheyExpect(auth: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await post(auth, cloud)
        #expect(reply.status == 200)
        let access = try reply.json.object("access")
        let token = try access.object("token")
        #expect(try token.string("id").hasPrefix("v3."))
        #expect(try token.string("expires").hasSuffix("Z"))
        #expect(token["tenant"]?["id"] == .string(cloud.uuid))
        #expect(token["tenant"]?["name"] == "ada@example.org")
        #expect(token["tenant"]?["enabled"] == true)
        #expect(access["user"]?["id"] == .string(cloud.uuid))
        #expect(access["user"]?["roles"]?.arrayValue?.first == ["id": "member", "name": "member"])
        let services = try access.array("serviceCatalog")
        #expect(services.map { $0["type"] } == ["identity", "object-store"])
        let endpoint = try #require(try services[1].array("endpoints").first)
        for member in ["publicURL", "internalURL", "adminURL"] {
            #expect(endpoint[member] == .string("\(KeystoneCloud.swiftURL)/v1/AUTH_\(cloud.uuid)"))
        }
        #expect(endpoint["region"] == "RegionOne")
        #expect(services[0]["endpoints"]?.arrayValue?.first?["publicURL"] == .string(KeystoneCloud.base + "/v2.0"))
        let who = try await cloud.identity.get("authenticate", token: try token.string("id"))
        #expect(who.status == 200)
    }

    @Test(arguments: [
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "wrong"}, "tenantName": "ada@example.org"}"#,
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "secret"}, "tenantName": "lab"}"#,
        #"{"token": {"id": "TOKEN"}, "tenantName": "bob@example.org"}"#,
        // Where only the original's clients ask so, the answer is the original's.
        #"{"passwordCredentials": {"username": "ada@example.org", "password": "TOKEN"}}"#,
        #"{"passwordCredentials": {"username": "UUID", "password": "secret"}}"#,
    ])
    func whatIsNotTheirsIsRefused(auth: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await post(auth, cloud)
        #expect(reply.status == 401)
        #expect(try reply.fault.first == "unauthorized")
    }

    @Test func theTenantsAreTheUsersOwn() async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.identity.client.with(token: cloud.identity.token).send(.get, Self.path + "tenants")
        #expect(reply.status == 200)
        #expect(try reply.json.array("tenants").map { $0["id"] } == [.string(cloud.uuid)])
        #expect(try reply.json["tenants_links"] == [])
        #expect(try await cloud.identity.client.send(.get, Self.path + "tenants").status == 401)
    }

    private func post(_ auth: String, _ cloud: KeystoneCloud) async throws -> TestReply {
        let auth = auth.replacing("TOKEN", with: cloud.identity.token).replacing("UUID", with: cloud.uuid)
        return try await cloud.identity.client.send(.post, Self.path + "tokens", json: #"{"auth": \#(auth)}"#)
    }
}
