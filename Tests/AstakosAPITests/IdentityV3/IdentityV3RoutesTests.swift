import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 1.2, 2.4 to 2.6: what a user may read and change with version 3.
@Suite struct IdentityV3RoutesTests {
    @Test(arguments: ["", "/"])
    func theVersionsAreThereForAnyone(ending: String) async throws {
        let cloud = try await KeystoneCloud()
        let all = try await cloud.identity.client.send(.get, "/astakos/identity" + ending)
        #expect(all.status == 300)
        #expect(all.headers[.openStackRequestID] != nil)
        let values = try all.json.object("versions").array("values")
        #expect(values.map { $0["id"] } == ["v3.14", "v2.0"])
        #expect(values.map { $0["status"] } == ["stable", "deprecated"])
        #expect(values[0]["links"] == [["rel": "self", "href": .string(KeystoneCloud.base + "/v3/")]])
        for (path, id) in [("/v3", "v3.14"), ("/v2.0", "v2.0")] {
            let one = try await cloud.identity.client.send(.get, "/astakos/identity" + path + ending)
            #expect(one.status == 200)
            #expect(try one.json.object("version")["id"] == .string(id))
        }
    }

    @Test func aTokenSaysWhereItMayBeUsed() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let catalog = try await cloud.send(.get, "/auth/catalog", token: token)
        #expect(try catalog.json.array("catalog").map { $0["type"] } == ["identity", "object-store"])
        #expect(
            catalog.text.contains(#""links":{"self":"\#(KeystoneCloud.base)/v3/auth/catalog","previous":null"#))
        let projects = try await cloud.send(.get, "/auth/projects", token: token)
        #expect(try projects.json.array("projects").map { $0["id"] } == [.string(cloud.uuid)])
        let domains = try await cloud.send(.get, "/auth/domains", token: token)
        #expect(try domains.json.array("domains").map { $0["id"] } == ["default"])
        #expect(try await cloud.send(.get, "/auth/system", token: token).json == ["system": []])

        let unscoped = try await cloud.token(scope: #""unscoped""#)
        #expect(try await cloud.send(.get, "/auth/catalog", token: unscoped).status == 403)
        #expect(try await cloud.send(.get, "/auth/projects", token: unscoped).status == 200)
    }

    @Test(arguments: [
        ("", 1), ("?name=ada@example.org", 1), ("?name=other", 0), ("?domain_id=default&enabled=True", 1),
        ("?domain_id=x", 0), ("?enabled=false", 0), ("?is_domain=True", 0), ("?enabled=None&unknown=1", 1),
    ])
    func projectsAreTheUsersOwn(query: String, count: Int) async throws {
        let cloud = try await KeystoneCloud()
        let projects = try await cloud.send(.get, "/projects" + query, token: cloud.identity.token)
        #expect(projects.status == 200)
        #expect(try projects.json.array("projects").count == count)
    }

    @Test func whatIsTheUsersIsShownAndNothingElse() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let project = try await cloud.send(.get, "/projects/\(cloud.uuid)", token: token).json.object("project")
        #expect(project["name"] == "ada@example.org")
        #expect(project["domain_id"] == "default")
        #expect(project["links"] == ["self": .string("\(KeystoneCloud.base)/v3/projects/\(cloud.uuid)")])
        let user = try await cloud.send(.get, "/users/\(cloud.uuid)", token: token).json.object("user")
        #expect(user["email"] == "Ada@example.org")
        #expect(user["default_project_id"] == .string(cloud.uuid))
        for path in ["/users/\(cloud.uuid)/projects", "/users?name=ADA@example.org", "/domains", "/regions"] {
            #expect(try await cloud.send(.get, path, token: token).status == 200, "\(path)")
        }
        for path in ["/domains/default", "/regions/RegionOne"] {
            #expect(try await cloud.send(.get, path, token: token).status == 200, "\(path)")
        }
        let other = "00000000-0000-4000-8000-000000000000"
        for path in [
            "/projects/\(other)", "/projects/ada@example.org", "/users/\(other)", "/users/\(other)/projects",
            "/users/\(other)/application_credentials", "/domains/x", "/regions/x", "/services/x", "/nothing",
        ] {
            let reply = try await cloud.send(.get, path, token: token)
            #expect(reply.status == 404, "\(path)")
            #expect(try reply.error.prefix(2) == ["404", "Not Found"])
        }
    }

    @Test func servicesAndEndpointsAreThoseOfTheCatalog() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let services = try await cloud.send(.get, "/services?type=object-store", token: token).json.array("services")
        #expect(services.map { $0["name"] } == ["swift"])
        let id = try services[0].string("id")
        #expect(try await cloud.send(.get, "/services/\(id)", token: token).json["service"]?["id"] == .string(id))
        let endpoints = try await cloud.send(
            .get, "/endpoints?service_id=\(id)&interface=public", token: token
        ).json.array("endpoints")
        #expect(endpoints.map { $0["url"] } == [.string("\(KeystoneCloud.swiftURL)/v1/AUTH_\(cloud.uuid)")])
        let endpoint = try endpoints[0].string("id")
        let one = try await cloud.send(.get, "/endpoints/\(endpoint)", token: token)
        #expect(try one.json.object("endpoint") == endpoints[0])
        #expect(try await cloud.send(.get, "/endpoints/nothing", token: token).status == 404)
    }

    @Test(arguments: [
        ("GET", "/roles"), ("GET", "/role_assignments"), ("GET", "/groups"), ("POST", "/projects"), ("POST", "/users"),
        ("PATCH", "/users/x"), ("DELETE", "/projects/x"), ("PATCH", "/domains/default"), ("POST", "/domains"),
        ("POST", "/services"), ("DELETE", "/endpoints/x"), ("PUT", "/regions/x"),
    ])
    func whatAdministratorsDoIsForbidden(method: String, path: String) async throws {
        let cloud = try await KeystoneCloud()
        let method = try #require(HTTPRequest.Method(method))
        #expect(try await cloud.send(method, path, token: cloud.identity.token).status == 403)
        #expect(try await cloud.send(method, path).status == 401)
    }

    @Test func aWrongMethodIsSaidToBe() async throws {
        let cloud = try await KeystoneCloud()
        let reply = try await cloud.send(.put, "/auth/tokens")
        #expect(reply.status == 405)
        #expect(try reply.error.prefix(2) == ["405", "Method Not Allowed"])
        #expect(reply.headers[.allow] == "POST, GET, HEAD, DELETE")
    }

    @Test func theUserChangesHisPassword() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let path = "/users/\(cloud.uuid)/password"
        let wrong = try await cloud.send(
            .post, path, #"{"user": {"original_password": "TOKEN", "password": "a new word"}}"#, token: token)
        #expect(try wrong.error[2] == "The original password is not right.")
        let empty = try await cloud.send(
            .post, path, #"{"user": {"original_password": "secret", "password": ""}}"#, token: token)
        #expect(try empty.error == ["400", "Bad Request", "The password is empty."])
        let right = try await cloud.send(
            .post, path, #"{"user": {"original_password": "secret", "password": "a new word"}}"#, token: token)
        #expect(right.status == 204)
        #expect(try await cloud.send(.get, "/auth/projects", token: token).status == 401)
        #expect(try await cloud.login(scope: nil).status == 401)
        #expect(try await cloud.send(.get, "/auth/projects", token: cloud.identity.token).status == 401)
    }

    @Test func applicationCredentialsAreMadeShownAndDeleted() async throws {
        let cloud = try await KeystoneCloud()
        let token = try await cloud.token()
        let path = "/users/\(cloud.uuid)/application_credentials"
        // As the OpenStack client sends it.
        let made = try await cloud.send(
            .post, path,
            #"""
            {"application_credential": {"name": "robot", "description": null, "secret": null,
                "expires_at": "2099-06-01T00:00:00", "unrestricted": false, "roles": [], "access_rules": []}}
            """#, token: token)
        #expect(made.status == 201)
        let robot = try made.json.object("application_credential")
        let (id, secret) = (try robot.string("id"), try robot.string("secret"))
        #expect(robot["project_id"] == .string(cloud.uuid))
        #expect(robot["expires_at"] == "2099-06-01T00:00:00.000000")
        #expect(robot["unrestricted"] == false)

        let login = try await cloud.send(
            .post, "/auth/tokens",
            #"""
            {"auth": {"identity": {"methods": ["application_credential"], "application_credential":
                {"id": "\#(id)", "secret": "\#(secret)", "user": {}}}}}
            """#)
        #expect(login.status == 201)
        let document = try login.json.object("token")
        #expect(document["application_credential"] == ["id": .string(id), "name": "robot", "restricted": true])
        #expect(document["project"]?["id"] == .string(cloud.uuid))

        let list = try await cloud.send(.get, path, token: token)
        #expect(try list.json.array("application_credentials").map { $0["id"] } == [.string(id)])
        #expect(!list.text.contains(secret))
        #expect(try await cloud.send(.get, "\(path)/\(id)", token: token).status == 200)
        #expect(try await cloud.send(.get, "\(path)/nothing", token: token).status == 404)
        #expect(try await cloud.send(.delete, "\(path)/\(id)", token: token).status == 204)
        #expect(try await cloud.send(.delete, "\(path)/\(id)", token: token).status == 404)
        let gone = try #require(login.headers[.subjectToken])
        #expect(try await cloud.send(.get, "/auth/projects", token: gone).status == 401)
    }

    @Test(arguments: [
        (#"{}"#, "application_credential is missing."),
        (#"{"application_credential": {}}"#, "name is missing."),
        (#"{"application_credential": {"name": 1}}"#, "name should be a string, not a whole number."),
        (
            #"{"application_credential": {"name": "a", "expires_at": "soon"}}"#,
            "expires_at should be a time, as 2026-06-01T00:00:00 is, in UTC."
        ),
        (
            #"{"application_credential": {"name": "a", "access_rules": [{"path": "/"}]}}"#,
            "access_rules cannot be kept here: leave them out."
        ),
        (
            #"{"application_credential": {"name": "a", "roles": [{}]}}"#,
            "An element of roles needs an id or a name."
        ),
    ])
    func aMistakeInACredentialIsNamed(body: String, message: String) async throws {
        let cloud = try await KeystoneCloud()
        let path = "/users/\(cloud.uuid)/application_credentials"
        let reply = try await cloud.send(.post, path, body, token: try await cloud.token())
        #expect(try reply.error == ["400", "Bad Request", message])
    }
}
