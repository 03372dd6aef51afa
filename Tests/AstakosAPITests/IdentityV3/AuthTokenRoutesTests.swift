import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 2.3, 2.4.
@Suite struct AuthTokenRoutesTests {
    @Test func aPasswordIsAnsweredWithATokenForAProject() async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.login(
            scope: #"{"project": {"name": "ada@example.org", "domain": {"name": "default"}}}"#)
        #expect(reply.status == 201)
        #expect(reply.headers[.subjectToken]?.hasPrefix("v3.") == true)
        #expect(reply.headers[.vary] == "X-Auth-Token")
        let id = try #require(reply.headers[.openStackRequestID])
        #expect(id.hasPrefix("req-") && UUIDText.isValid(id.dropFirst(4)))

        let token = try reply.json.object("token")
        let domain: JSONValue = ["id": "default", "name": "Default"]
        #expect(token["methods"] == ["password"])
        #expect(token["audit_ids"]?.arrayValue?.count == 1)
        #expect(
            token["user"] == [
                "id": .string(cloud.uuid), "name": "ada@example.org", "domain": domain, "password_expires_at": nil,
            ])
        #expect(
            token["project"] == ["id": .string(cloud.uuid), "name": "ada@example.org", "domain": domain])
        #expect(token["is_domain"] == false)
        #expect(
            token["roles"] == [
                ["id": "member", "name": "member"], ["id": "reader", "name": "reader"],
                ["id": "default", "name": "default"],
            ])
        for member in ["issued_at", "expires_at"] {
            let time = try token.string(member)
            #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z/) != nil, "\(member) \(time)")
        }
        #expect(token["application_credential"] == nil)

        let catalog = try token.array("catalog")
        #expect(catalog.map { $0["type"] } == ["identity", "object-store"])
        #expect(catalog.map { $0["name"] } == ["keystone", "swift"])
        for (service, url) in zip(
            catalog, [KeystoneCloud.base, "\(KeystoneCloud.swiftURL)/v1/AUTH_\(cloud.uuid)"])
        {
            let endpoints = try service.array("endpoints")
            #expect(endpoints.map { $0["interface"] } == ["public", "internal", "admin"])
            for endpoint in endpoints {
                #expect(endpoint["url"] == .string(url))
                #expect(endpoint["region"] == "RegionOne")
                #expect(endpoint["region_id"] == "RegionOne")
            }
            #expect(Set(endpoints.map { $0["id"] }).count == 3)
        }
    }

    @Test(arguments: [
        #"{"methods": ["password"], "password": {"user": {"id": "UUID", "password": "secret"}}}"#,
        #"{"methods": ["password"], "password": {"user": {"name": "ada@example.org", "password": "TOKEN"}}}"#,
        #"{"methods": ["token"], "token": {"id": "TOKEN"}}"#,
        #"{"methods": ["token", "password"], "token": {"id": "TOKEN"}, "password": {"user": {"id": "UUID", "password": "secret"}}}"#,
        // Some clients send an object for a domain's id, or a name that is the id.
        #"{"methods": ["password"], "password": {"user": {"name": "ada@example.org", "domain": {"name": "default"}, "password": "secret"}}}"#,
    ])
    func whoShowsWhoTheyAreGetsAToken(identity: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.send(.post, "/auth/tokens", #"{"auth": {"identity": \#(identity)}}"#)
        #expect(reply.status == 201)
        #expect(try reply.json.object("token")["user"]?["id"] == .string(cloud.uuid))
    }

    @Test(arguments: [nil, #""unscoped""#, "null"])
    func withoutAScopeThereIsNoCatalog(scope: String?) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.login(scope: scope)
        #expect(reply.status == 201)
        let token = try reply.json.object("token")
        for member in ["project", "domain", "roles", "catalog", "is_domain"] { #expect(token[member] == nil) }
    }

    @Test(arguments: [#"{"domain": {"id": "default"}}"#, #"{"domain": {"name": "DEFAULT"}}"#])
    func aDomainsCatalogHasNoProjectsAddresses(scope: String) async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.login(scope: scope).json.object("token")
        #expect(token["domain"] == ["id": "default", "name": "Default"])
        #expect(try token.array("catalog").map { $0["type"] } == ["identity"])
        #expect(token["project"] == nil)
    }

    @Test func theCatalogMayBeLeftOut() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let reply = try await cloud.send(
            .get, "/auth/tokens?nocatalog", token: token, headers: [.subjectToken: token])
        #expect(try reply.json.object("token")["catalog"] == nil)
        #expect(try reply.json.object("token")["project"] != nil)
    }

    @Test(arguments: [
        #"{"project": {"name": "lab", "domain": {"id": "default"}}}"#,
        #"{"project": {"name": "ada@example.org", "domain": {"id": "elsewhere"}}}"#,
        #"{"project": {"id": "00000000-0000-4000-8000-000000000000"}}"#,
        #"{"domain": {"id": "elsewhere"}}"#,
        #"{"system": {"all": true}}"#,
        #"{"OS-TRUST:trust": {"id": "1"}}"#,
    ])
    func aScopeThatIsNotTheirsIsRefused(scope: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.login(scope: scope)
        #expect(reply.status == 401)
        #expect(try reply.error[2] == "The request you have made requires authentication.")
    }

    @Test(arguments: [
        #"{"methods": ["password"], "password": {"user": {"name": "ada@example.org", "password": "wrong"}}}"#,
        #"{"methods": ["password"], "password": {"user": {"name": "ada@example.org", "domain": {"id": "x"}, "password": "secret"}}}"#,
        #"{"methods": ["token"], "token": {"id": "nonsense"}}"#,
        #"{"methods": ["saml2"], "saml2": {}}"#,
    ])
    func whoDoesNotIsRefused(identity: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.send(.post, "/auth/tokens", #"{"auth": {"identity": \#(identity)}}"#)
        #expect(reply.status == 401)
        #expect(try reply.error == ["401", "Unauthorized", "The request you have made requires authentication."])
        #expect(reply.headers[.wwwAuthenticate] == "Keystone uri=\"\(KeystoneCloud.base)\"")
        #expect(reply.headers[.subjectToken] == nil)
        #expect(reply.headers[.openStackRequestID] != nil)
    }

    @Test(arguments: [
        ("", "The request body should be JSON."),
        (#"{"auth":"#, "The request body should be JSON."),
        (#"[]"#, "The body should be an object, not a list."),
        (#"{}"#, "auth is missing."),
        (#"{"auth": {}}"#, "identity is missing."),
        (#"{"auth": {"identity": {"methods": []}}}"#, "methods is empty."),
        (#"{"auth": {"identity": {"methods": "password"}}}"#, "methods should be a list, not a string."),
        (#"{"auth": {"identity": {"methods": ["password"]}}}"#, "password is missing."),
        (
            #"{"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "a"}}}}}"#,
            "password is missing."
        ),
        (
            #"{"auth": {"identity": {"methods": ["password"], "password": {"user": {"password": "a"}}}}}"#,
            "user needs an id or a name."
        ),
        (
            #"{"auth": {"identity": {"methods": ["token"], "token": {"id": 1}}}}"#,
            "id should be a string, not a whole number."
        ),
        (
            #"{"auth": {"identity": {"methods": ["application_credential"], "application_credential": {"name": "a", "secret": "b"}}}}"#,
            "user is missing."
        ),
        (
            #"{"auth": {"identity": {"methods": ["token"], "token": {"id": "TOKEN"}}, "scope": {}}}"#,
            "scope should name one project, the domain or the system."
        ),
        (
            #"{"auth": {"identity": {"methods": ["token"], "token": {"id": "TOKEN"}}, "scope": {"project": {}, "domain": {}}}}"#,
            "scope should name one project, the domain or the system."
        ),
        (
            #"{"auth": {"identity": {"methods": ["token"], "token": {"id": "TOKEN"}}, "scope": {"project": {}}}}"#,
            "project needs an id or a name."
        ),
        (
            #"{"auth": {"identity": {"methods": ["token", "token", "token", "token"], "token": {"id": "TOKEN"}}}}"#,
            "methods has more than 3 elements."
        ),
    ])
    func aMistakeIsNamed(body: String, message: String) async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.send(.post, "/auth/tokens", body)
        #expect(reply.status == 400)
        #expect(try reply.error == ["400", "Bad Request", message])
    }

    @Test(arguments: [HTTPRequest.Method.get, .head])
    func aTokenIsShownToItsHolder(method: HTTPRequest.Method) async throws {
        let cloud = try await KeystoneCloud()
        let (token, own) = (try await cloud.token(), cloud.identity.token)
        for (caller, subject) in [(token, token), (own, token), (token, own), (own, own)] {
            let reply = try await cloud.send(method, "/auth/tokens", token: caller, headers: [.subjectToken: subject])
            #expect(reply.status == 200)
            #expect(reply.headers[.subjectToken] == subject)
            guard method == .get else { continue }
            #expect(try reply.json.object("token")["project"]?["id"] == .string(cloud.uuid))
        }
    }

    @Test func anUnknownTokenIsNotThereAndAnothersIsNotShown() async throws {
        let cloud = try await KeystoneCloud()
        let bob = try await cloud.identity.services.users.createAccepted(
            NewUser(email: "bob@example.org", firstName: "Bob", lastName: "", password: nil))
        let others = try await cloud.identity.services.tokens.reveal(bob.id)
        let own = cloud.identity.token
        for method in [HTTPRequest.Method.get, .delete] {
            let unknown = try await cloud.send(method, "/auth/tokens", token: own, headers: [.subjectToken: "x"])
            #expect(unknown.status == 404)
            let foreign = try await cloud.send(method, "/auth/tokens", token: own, headers: [.subjectToken: others])
            #expect(foreign.status == 403)
            let none = try await cloud.send(method, "/auth/tokens", token: own)
            #expect(try none.error == ["400", "Bad Request", "The header X-Subject-Token is missing."])
            #expect(try await cloud.send(method, "/auth/tokens", headers: [.subjectToken: own]).status == 401)
        }
    }

    @Test func aTokenIsGivenBack() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let reply = try await cloud.send(.delete, "/auth/tokens", token: token, headers: [.subjectToken: token])
        #expect(reply.status == 204)
        #expect(reply.body.isEmpty)
        #expect(try await cloud.send(.get, "/auth/projects", token: token).status == 401)
    }

    /// openstack.md 2.2: every service takes it, those of the original's clients too.
    @Test func theOriginalsClientsTakeItAsTheUsersToken() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let who = try await cloud.identity.get("authenticate", token: token)
        #expect(try who.json.string("uuid") == cloud.uuid)
        let access = try await cloud.identity.client.send(
            .post, "/astakos/identity/v2.0/tokens", json: #"{"auth": {"token": {"id": "\#(token)"}}}"#)
        #expect(try access.json.object("access")["token"]?["id"] == .string(token))
        #expect(try access.json.object("access")["token"]?["tenant"]?["id"] == .string(cloud.uuid))
    }
}
