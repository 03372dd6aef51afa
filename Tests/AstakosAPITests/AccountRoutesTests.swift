import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// identity.md 2.2 to 2.12.
@Suite struct AccountRoutesTests {
    @Test func authenticateTellsWhoCalls() async throws {
        let identity = try await TestIdentity()
        let user = identity.user
        for path in [
            "/astakos/account/v1.0/authenticate", "/astakos/account/v1.0/authenticate/", "/astakos/ui/authenticate",
        ] {
            let reply = try await identity.client.with(token: identity.token).send(.get, path)
            #expect(
                try reply.json == [
                    "id": 1, "username": "ada@example.org",
                    "uuid": .string(user.uuid.rawValue), "email": ["Ada@example.org"], "name": "Ada Byron",
                    "groups": ["default"], "auth_token": .string(identity.token),
                    "auth_token_created": .int(user.tokenCreated.milliseconds),
                    "auth_token_expires": .int(user.tokenExpires.milliseconds),
                ])
        }
        let byQuery = try await identity.client.send(
            .get, "/astakos/account/v1.0/authenticate?X-Auth-Token=\(identity.token)")
        #expect(try byQuery.json["auth_token"] == .null)
    }

    @Test func aBadTokenIsRefusedInTheFormAskedFor() async throws {
        let identity = try await TestIdentity()
        let missing = try await identity.get("authenticate", token: nil)
        #expect(try missing.fault == ["unauthorized", "Access denied. No authentication token"])
        let component = try await identity.get("authenticate")
        #expect(try component.fault == ["unauthorized", "Invalid X-Auth-Token"])
        let xml = try await identity.get("authenticate", token: "bad", headers: [.accept: "application/xml"])
        #expect(xml.status == 401)
        #expect(xml.text.contains("<unauthorized xmlns=\"http://docs.openstack.org/identity/api/v2.0\" code=\"401\">"))
    }

    @Test func catalogsAreForBothKindsOfCallersAndNullIsAllForComponents() async throws {
        let identity = try await TestIdentity()
        let uuid = identity.user.uuid.rawValue
        let body = #"{"uuids": ["\#(uuid)", "x"], "displaynames": ["ADA@example.org", "x@y.z"]}"#
        let both: JSONValue = [
            "uuid_catalog": [uuid: "ada@example.org"], "displayname_catalog": ["ADA@example.org": .string(uuid)],
        ]
        #expect(try await identity.post("user_catalogs", body, token: identity.token).json == both)
        #expect(try await identity.post("service/user_catalogs", body).json == both)

        let null = #"{"uuids": null, "displaynames": null}"#
        let none: JSONValue = ["uuid_catalog": [:], "displayname_catalog": [:]]
        #expect(try await identity.post("user_catalogs", null, token: identity.token).json == none)
        let all = try await identity.post("service/user_catalogs", null).json
        #expect(
            all == [
                "uuid_catalog": [uuid: "ada@example.org"], "displayname_catalog": ["ada@example.org": .string(uuid)],
            ])
        #expect(try await identity.post("service/user_catalogs", "{}").json == none)
        #expect(try await identity.post("service/user_catalogs", body, token: identity.token).status == 401)
        #expect(try await identity.post("user_catalogs", body).status == 401)
    }

    @Test(arguments: [
        ("nojson", "Request body should be json formatted."),
        ("[]", "The request body should be an object, not a list."),
        (#"{"uuids": "x"}"#, "uuids should be a list, not a string."),
        (#"{"displaynames": [1]}"#, "An element of displaynames should be a string, not a whole number."),
    ])
    func aBadCatalogRequestNamesTheField(body: String, message: String) async throws {
        let identity = try await TestIdentity()
        #expect(try await identity.post("service/user_catalogs", body).fault == ["badRequest", message])
    }

    @Test func resourcesAreForAnyone() async throws {
        let identity = try await TestIdentity()
        let resources = try await identity.get("resources", token: nil).json
        #expect(try resources.members().count == 7)
        #expect(
            resources["cyclades.ram"] == [
                "service": "cyclades_compute", "description": "Virtual machine memory size", "unit": "bytes",
                "allow_in_projects": true,
            ])
        #expect(resources["astakos.pending_app"]?["allow_in_projects"] == false)
        #expect(resources["cyclades.vm"]?["unit"] == .null)
    }

    @Test func quotasAreTheCallersOwnAndServiceQuotasTheComponents() async throws {
        let identity = try await TestIdentity()
        let uuid = identity.user.uuid.rawValue
        let own = try await identity.get("quotas", token: identity.token).json
        #expect(own["system"]?["cyclades.vm"] == ["limit": 10, "usage": 0, "pending": 0])
        #expect(own["system"]?.objectValue?.count == 7)
        for path in ["service_quotas", "service_quotas?user=\(uuid)"] {
            let all = try await identity.get(path).json
            #expect(all[uuid]?["system"]?.objectValue?.count == 5)
        }
        let unknown = try await identity.get("service_quotas?user=nobody")
        #expect(unknown.status == 404)
        #expect(try unknown.fault == ["itemNotFound", "No such user 'nobody'"])
        #expect(try await identity.get("service_quotas?user=").fault == ["itemNotFound", "No such user ''"])
    }

    @Test func feedbackIsMailedWhateverItsContentType() async throws {
        let identity = try await TestIdentity()
        let client = identity.client.with(token: identity.token)
        let path = "/astakos/account/v1.0/feedback"
        let octets: HTTPFields = [.contentType: "application/octet-stream"]
        let form = Array("feedback_msg=all+is+well%0Ahere&feedback_data=%7B%7D".utf8)
        let sent = try await client.send(.post, path, headers: octets, body: form)
        #expect(sent.status == 200 && sent.body.isEmpty)
        let mail = try #require(identity.mailer.mails.first)
        #expect(mail.recipients == ["help@example.org"])
        #expect(mail.body.contains("all is well\nhere") && mail.body.contains(identity.user.uuid.rawValue))

        let blank = try await client.send(.post, path, body: Array("feedback_msg=+&feedback_data=x".utf8))
        #expect(try blank.fault == ["badRequest", "Invalid data"])
        identity.mailer.breakDown()
        let failed = try await client.send(.post, path, body: form)
        #expect(failed.status == 502 && failed.body.isEmpty)
    }
}
