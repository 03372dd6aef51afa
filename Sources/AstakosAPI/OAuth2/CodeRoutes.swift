import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `oauth2/token`: a client turns a code into an access token. Source: identity.md 8.9.
struct CodeRoutes: Sendable {
    let grants: OAuthGrantService

    func add(to router: inout APIRouter) {
        router.post("token", endings: .slash, access: .open, redeem)
    }

    /// 200 the access token; badRequest
    @Sendable func redeem(request: Request, context: APIContext) async throws -> Response {
        guard request.headers[.contentType] == Self.formType else {
            throw Fault(.badRequest, "Content-Type should be \(Self.formType).")
        }
        let form = try await request.form(upTo: 1 << 16)
        guard form["grant_type"] == "authorization_code" else {
            throw Fault(.badRequest, "grant_type should be authorization_code.")
        }
        let credentials = try BasicCredentials(request.headers[.authorization])
        guard let identifier = credentials?.name ?? form["client_id"], !identifier.isEmpty else {
            throw Fault(.badRequest, "The request does not say which client it comes from.")
        }
        guard form["client_id"].map({ $0 == identifier }) ?? true else {
            throw Fault(.badRequest, "client_id is not the client of the Authorization header.")
        }
        guard let code = form["code"], !code.isEmpty else { throw Fault(.badRequest, "code is missing.") }
        guard let redirectURI = form["redirect_uri"] else { throw Fault(.badRequest, "redirect_uri is missing.") }
        let made = try await grants.redeem(
            code, of: identifier, secret: credentials?.password, redirectURI: redirectURI)
        return .json { json in
            json.object {
                $0.field("access_token", made.token)
                $0.field("token_type", "Bearer")
                $0.field("expires_in", made.lifetime.components.seconds)
                $0.field("scope", made.scope)
            }
        }
    }

    private static let formType = "application/x-www-form-urlencoded"
}

/// `Authorization: Basic`, by which clients prove who they are (RFC 7617).
struct BasicCredentials: Equatable {
    var name: String
    var password: String

    /// Nil when there is no such header.
    ///
    /// - Throws: badRequest for one that cannot be read.
    init?(_ header: String?) throws {
        guard let header else { return nil }
        let words = header.split(separator: " ")
        guard words.count == 2, words[0].lowercased() == "basic",
            let bytes = Base64URL.decode(String(words[1])), let text = String(validating: bytes, as: UTF8.self),
            let colon = text.firstIndex(of: ":")
        else { throw Fault(.badRequest, "The Authorization header should be Basic, with a client and its secret.") }
        name = String(text[..<colon])
        password = String(text[text.index(after: colon)...])
    }
}
