import Astakos
import HTTPTypes
import Settings
import TestHTTP
import Vocabulary

/// Astakos with a trusted client `views`, another one `other` and a public one `phone`; secrets are `hush`.
struct OAuthIdentity {
    let identity: TestIdentity

    static let url = "https://files.example.org/view"
    static let asked = url + "/a?version=3"

    init(_ change: (inout AstakosSettings) -> Void = { _ in }) async throws {
        identity = try await TestIdentity(change)
        let clients = identity.services.oauthClients
        _ = try await clients.add("views", secret: "hush", isTrusted: true, urls: [Self.url])
        _ = try await clients.add("other", secret: "hush", urls: [Self.url])
        _ = try await clients.add("phone", kind: .public, isTrusted: true, urls: [Self.url])
    }

    /// The cookie of a session of the user.
    func session() async throws -> String {
        "sessionid=\(try await identity.services.sessions.open(identity.user).cookie)"
    }

    /// A query with the usual fields, some of them changed or, with nil, left out.
    static func query(_ changes: [String: String?] = [:]) -> String {
        let usual: [String: String?] = [
            "response_type": "code", "client_id": "views", "redirect_uri": asked, "scope": "/a", "state": "x y",
        ]
        return usual.merging(changes) { $1 }.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\(name)=\(PercentEncoding.encode($0))" }
        }.joined(separator: "&")
    }

    func ask(
        _ query: String, cookie: String? = nil, method: HTTPRequest.Method = .get, slash: String = ""
    ) async throws -> TestReply {
        try await identity.client.send(
            method, "/astakos/oauth2/auth\(slash)?\(query)", headers: cookie.map { [.cookie: $0] } ?? [:])
    }

    /// A code for `views`.
    func code() async throws -> String {
        let client = try await identity.services.oauthClients.find("views")
        return try await identity.services.oauthGrants.authorize(
            client, redirectURI: Self.asked, scope: "/a", user: identity.user.id)
    }

    /// - Parameter basic: what stands in `Authorization: Basic` before it is encoded.
    func redeem(
        _ form: String, basic: String? = "views:hush", type: String? = "application/x-www-form-urlencoded",
        slash: String = ""
    ) async throws -> TestReply {
        var headers = HTTPFields()
        headers[.contentType] = type
        headers[.authorization] = basic.map { "Basic \(Base64URL.encode(Array($0.utf8)))" }
        return try await identity.client.send(
            .post, "/astakos/oauth2/token\(slash)", headers: headers, body: Array(form.utf8))
    }

    static func form(_ code: String, redirectURI: String = asked) -> String {
        "grant_type=authorization_code&code=\(code)&redirect_uri=\(PercentEncoding.encode(redirectURI))"
    }

    /// An access token for `/a`.
    func accessToken() async throws -> String {
        let reply = try await redeem(Self.form(try await code()))
        return try reply.json.string("access_token")
    }
}

extension TestReply {
    /// The sentence of OAuth's error; nil for another answer.
    var exception: String? {
        guard let body = try? json, body["error"] == "generic_error" else { return nil }
        return body["exception"]?.stringValue
    }

    /// What all answers of OAuth's endpoints say.
    var isKeptToItself: Bool {
        headers[.cacheControl] == "no-store" && headers[HTTPField.Name("Referrer-Policy") ?? .accept] == "no-referrer"
    }
}
