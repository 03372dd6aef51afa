import APISupport
import Astakos
import Vocabulary

/// A client's request for a user's consent, checked: from here on its address may be visited. Source: identity.md 8.9.
struct AuthorizationRequest: Sendable {
    var client: OAuthClient
    var redirectURI: String
    /// The first word of what was asked for; the address where nothing was.
    var scope: String
    /// What the client wants to get back; nil when it sent none.
    var state: String?

    /// - Throws: badRequest that names the field.
    init(_ fields: QueryParameters, clients: OAuthClientService) async throws {
        guard let type = fields["response_type"] else { throw Self.missing("response_type") }
        guard type == "code" else { throw Fault(.badRequest, "response_type should be code.") }
        guard let identifier = fields["client_id"], !identifier.isEmpty else { throw Self.missing("client_id") }
        guard let client = try await clients.lookup(identifier) else {
            throw Fault(.badRequest, "There is no client with this client_id.")
        }
        guard let redirectURI = fields["redirect_uri"], !redirectURI.isEmpty else {
            throw Self.missing("redirect_uri")
        }
        guard client.allows(redirectURI) else {
            throw Fault(.badRequest, "redirect_uri is none of the client's addresses.")
        }
        self.client = client
        self.redirectURI = redirectURI
        scope = fields["scope"]?.split { $0.isWhitespace }.first.map(String.init) ?? redirectURI
        state = fields["state"]
    }

    private static func missing(_ field: String) -> Fault { Fault(.badRequest, "\(field) is missing.") }

    /// The request once more, as a query.
    var query: String {
        Self.query(
            [
                ("response_type", "code"), ("client_id", client.identifier), ("redirect_uri", redirectURI),
                ("scope", scope),
            ] + (state.map { [("state", $0)] } ?? []))
    }

    /// Where the browser goes with a code. The query that the address has already stays.
    func address(with code: String) -> String {
        let answer = Self.query([("code", code)] + (state.map { [("state", $0)] } ?? []))
        guard redirectURI.contains("?") else { return "\(redirectURI)?\(answer)" }
        return redirectURI.hasSuffix("?") || redirectURI.hasSuffix("&")
            ? redirectURI + answer : "\(redirectURI)&\(answer)"
    }

    private static func query(_ fields: [(name: String, value: String)]) -> String {
        fields.map { "\($0.name)=\(PercentEncoding.encode($0.value))" }.joined(separator: "&")
    }
}

extension AuthorizationRequest {
    /// The description that a page could show to the user, and what it would have to post.
    func description(formToken: String) -> some JSONWritable { View(request: self, formToken: formToken) }

    private struct View: JSONWritable {
        var request: AuthorizationRequest
        var formToken: String

        func write(to writer: inout JSONWriter) {
            writer.object {
                $0.field("response_type", "code")
                $0.field("client_id", request.client.identifier)
                $0.field("client_type", request.client.kind.rawValue)
                $0.field("redirect_uri", request.redirectURI)
                $0.field("scope", request.scope)
                $0.field("state", request.state)
                $0.field(named: FormGuard.fieldName, formToken)
            }
        }
    }
}
