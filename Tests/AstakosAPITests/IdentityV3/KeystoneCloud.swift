import Astakos
import HTTPTypes
import TestHTTP
import Vocabulary

/// Astakos with the object store registered as it is in a cloud, asked by version 3.
struct KeystoneCloud {
    let identity: TestIdentity

    static let base = "http://localhost/astakos/identity"
    static let swiftURL = "http://localhost/pithos/swift"

    init() async throws {
        identity = try await TestIdentity()
        var definitions = StandardServices.definitions(of: "pithos", baseURL: "http://localhost/pithos")
        definitions[0].endpoints.append(StandardServices.swiftEndpoint(url: Self.swiftURL))
        _ = try await identity.services.registry.register(definitions)
    }

    var uuid: String { identity.user.uuid.rawValue }

    func send(
        _ method: HTTPRequest.Method, _ path: String, _ json: String? = nil, token: String? = nil,
        headers: HTTPFields = [:]
    ) async throws -> TestReply {
        let client = identity.client.with(token: token)
        let path = "/astakos/identity/v3" + path
        guard let json else { return try await client.send(method, path, headers: headers) }
        return try await client.send(method, path, headers: headers, json: filled(json))
    }

    /// Logs in with the password; the token.
    func token(scope: String = #"{"project": {"id": "UUID"}}"#) async throws -> String {
        let reply = try await login(scope: scope)
        return reply.headers[.subjectToken] ?? ""
    }

    func login(scope: String?) async throws -> TestReply {
        let scope = scope.map { #", "scope": \#($0)"# } ?? ""
        return try await send(
            .post, "/auth/tokens",
            #"""
            {"auth": {"identity": {"methods": ["password"], "password": {"user": {"name": "Ada@example.org",
                "domain": {"name": "Default"}, "password": "secret"}}}\#(scope)}}
            """#)
    }

    private func filled(_ text: String) -> String {
        text.replacing("TOKEN", with: identity.token).replacing("UUID", with: uuid)
    }
}

extension HTTPField.Name {
    static let subjectToken = HTTPField.Name("X-Subject-Token")!
    static let openStackRequestID = HTTPField.Name("X-Openstack-Request-Id")!
}

extension TestReply {
    /// `[code, title, message]` of Keystone's kind of fault.
    var error: [String] {
        get throws {
            let error = try json.object("error")
            return [
                error["code"]?.description ?? "", error["title"]?.stringValue ?? "",
                error["message"]?.stringValue ?? "",
            ]
        }
    }
}
