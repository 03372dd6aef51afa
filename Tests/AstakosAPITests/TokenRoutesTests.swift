import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// identity.md 2.1.
@Suite struct TokenRoutesTests {
    private static let path = "/astakos/identity/v2.0/tokens"

    @Test(arguments: [
        #"{"auth": {"token": {"id": "TOKEN"}}}"#,
        #"{"auth": {"token": {"id": "TOKEN"}, "tenantName": "UUID"}}"#,
        #"{"auth": {"token": {"id": "TOKEN"}, "tenantName": null}}"#,
        #"{"auth": {"passwordCredentials": {"username": "UUID", "password": "TOKEN"}, "tenantName": ""}}"#,
        #"{"auth": {"passwordCredentials": {"username": null, "password": "TOKEN"}}}"#,
    ])
    func aTokenIsAnsweredWithUserAndCatalog(body: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(.post, Self.path, json: filled(body, identity))
        #expect(reply.status == 200)
        let access = try reply.json.object("access")
        #expect(access["token"]?["id"] == .string(identity.token))
        #expect(access["token"]?["tenant"] == ["id": .string(identity.user.uuid.rawValue), "name": "Ada Byron"])
        #expect(access["token"]?["expires"] == .string(identity.user.tokenExpires.iso8601))
        #expect(access["user"]?["roles"] == [["id": 1, "name": "default"]])
        let catalog = try access.array("serviceCatalog")
        #expect(catalog.count == 8)
        #expect(
            catalog.first == [
                "name": "astakos_weblogin", "type": "astakos_weblogin", "endpoints_links": [],
                "endpoints": [
                    [
                        "versionId": "", "region": "default", "SNF:uiURL": "http://localhost/astakos/ui",
                        "publicURL": "http://localhost/astakos/weblogin/",
                        "SNF:webloginURL": "http://localhost/astakos/weblogin/",
                    ]
                ],
            ])
    }

    /// object-storage.md 10.2: whoever asks for a tenant's catalog finds the object store for OpenStack Swift's clients.
    @Test(arguments: [
        (#"{"auth": {"token": {"id": "TOKEN"}}}"#, 1),
        (#"{"auth": {"token": {"id": "TOKEN"}, "tenantName": "UUID"}}"#, 1),
        (#"{"auth": {"token": {"id": "TOKEN"}, "tenantId": "UUID"}}"#, 2),
        (#"{"auth": {"passwordCredentials": {"username": "UUID", "password": "TOKEN"}, "tenantId": "UUID"}}"#, 2),
        (#"{"auth": {"token": {"id": "TOKEN"}, "tenantId": "other"}}"#, 1),
    ])
    func aTenantsCatalogHasAnAddressForSwift(body: String, count: Int) async throws {
        let identity = try await TestIdentity()
        var definitions = StandardServices.definitions(of: "pithos", baseURL: "http://localhost/pithos")
        definitions[0].endpoints.append(StandardServices.swiftEndpoint(url: "http://localhost/pithos/swift/"))
        _ = try await identity.services.registry.register(definitions)
        let reply = try await identity.client.send(.post, Self.path, json: filled(body, identity))
        let services = try reply.json.object("access").array("serviceCatalog")
        let endpoints = services.first { $0["type"] == "object-store" }?["endpoints"]?.arrayValue ?? []
        #expect(endpoints.count == count)
        #expect(endpoints.first?["publicURL"] == "http://localhost/pithos/object-store/v1/")
        #expect(endpoints.first?["region"] == "default")
        guard count == 2 else { return }
        #expect(endpoints[1]["region"] == "swift")
        #expect(endpoints[1]["publicURL"] == .string("http://localhost/pithos/swift/v1/AUTH_\(identity.user.uuid)"))
    }

    @Test(arguments: [
        (#"{"auth": {"token": {"id": "nonsense"}}}"#, 401, "Invalid token"),
        (#"{"auth": {"passwordCredentials": {"username": "other", "password": "TOKEN"}}}"#, 401, "Invalid credentials"),
        (#"{"auth": {"token": {"id": "TOKEN"}, "tenantName": "other"}}"#, 400, "Not conforming tenantName"),
        (#"{"auth": {"token": {"id": null}}}"#, 400, "Malformed request: missing token"),
        (#"{"auth": {}}"#, 400, "Malformed request: missing credentials"),
        (#"{"auth": {"passwordCredentials": {"password": "TOKEN"}}}"#, 400, "Malformed request: missing credentials"),
        (#"{}"#, 400, "Malformed request: missing credentials"),
        (#"{"auth":"#, 400, "Invalid JSON data"),
        (#"[1]"#, 400, "The request body should be an object, not a list."),
        (#"{"auth": "x"}"#, 400, "auth should be an object, not a string."),
    ])
    func whatIsWrongIsSaid(body: String, status: Int, message: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(.post, Self.path, json: filled(body, identity))
        #expect(reply.status == status)
        #expect(try reply.fault == [status == 401 ? "unauthorized" : "badRequest", message])
    }

    @Test func withoutABodyThereIsTheCatalogOnly() async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.with(token: "wrong").send(.post, Self.path)
        #expect(reply.status == 200)
        #expect(try reply.json.object("access").members().keys.sorted() == ["serviceCatalog"])
    }

    @Test func theContentTypeIsChecked() async throws {
        let identity = try await TestIdentity()
        let body = Array(#"{"auth": {}}"#.utf8)
        let missing = try await identity.client.send(.post, Self.path, body: body)
        #expect(try missing.fault == ["badRequest", "Missing Content-Type header field"])
        let wrong = try await identity.client.send(.post, Self.path, headers: [.contentType: "text/plain"], body: body)
        #expect(try wrong.fault == ["badRequest", "Unsupported Content-type: 'text/plain'"])
    }

    @Test func xmlIsWellFormedAndComplete() async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(
            .post, Self.path, headers: [.accept: "application/xml"],
            json: filled(#"{"auth": {"token": {"id": "TOKEN"}}}"#, identity))
        #expect(reply.headers[.contentType] == "application/xml; charset=UTF-8")
        for part in [
            "xmlns:SNF=", "<token id=\"\(identity.token)\"",
            "<tenant id=\"\(identity.user.uuid)\" name=\"Ada Byron\"/>",
            "<role id=\"1\" name=\"default\"/>", "<service type=\"compute\" name=\"cyclades_compute\">",
            "publicURL=\"http://localhost/cyclades/compute/v2.0/\"",
        ] {
            #expect(reply.text.contains(part), "\(part)")
        }
    }

    @Test(arguments: [("GET", "tokens"), ("PUT", "tokens"), ("GET", "tokens/")])
    func anotherMethodIsABadRequest(method: String, path: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(try #require(.init(method)), "/astakos/identity/v2.0/" + path)
        #expect(reply.status == 400)
        #expect(try reply.fault == ["badRequest", "Method not allowed"])
        #expect(reply.headers[.allow] == "POST")
    }

    @Test(arguments: ["v2.0/users", "v2.0/tokens/x/endpoints", "v2.0/tokens.xml", "v4", "v2.1/tokens"])
    func anUnknownPathIsABadRequest(path: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.client.send(.get, "/astakos/identity/" + path)
        #expect(reply.status == 400)
        #expect(reply.text.contains("API endpoint not found"))
    }

    private func filled(_ body: String, _ identity: TestIdentity) -> String {
        body.replacing("TOKEN", with: identity.token).replacing("UUID", with: identity.user.uuid.rawValue)
    }
}
