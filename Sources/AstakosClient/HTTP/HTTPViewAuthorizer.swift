import HTTPClient
import HTTPTypes
public import Vocabulary

/// The authorization of views by Astakos in another process, over HTTP. Source: identity.md 8.9.
public struct HTTPViewAuthorizer: ViewAuthorizer {
    let astakos: HTTPAstakosClient
    let client: String
    let secret: Secret

    /// - Parameters:
    ///   - client: identifier of the object store among Astakos' OAuth clients.
    ///   - secret: what it proves itself with.
    public init(_ astakos: HTTPAstakosClient, client: String, secret: Secret) {
        self.astakos = astakos
        self.client = client
        self.secret = secret
    }

    public func redeem(code: String, redirectURI: String, scope: String) async throws -> String {
        let path = "/oauth2/token/"
        let fields = [("grant_type", "authorization_code"), ("code", code), ("redirect_uri", redirectURI)]
        let form = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        let headers: HTTPFields = [
            .contentType: "application/x-www-form-urlencoded",
            .authorization: "Basic " + Self.base64("\(client):\(secret.exposed)"),
        ]
        // A code works once: the answer may be what got lost.
        let reply = try await astakos.send(
            .post, path, headers: headers, bytes: Array(form.utf8), isRepeatable: false)
        guard reply.status == 200 else {
            let body = try? JSONValue(parsing: reply.body)
            throw Fault(
                reply.status == 400 ? .badRequest : .relayed(status: reply.status),
                body?["exception"]?.stringValue ?? "The identity service answered \(reply.status).")
        }
        let (token, granted) = try HTTPAstakosClient.decoded(path) {
            let body = try JSONValue(parsing: reply.body)
            return (try body.string("access_token"), try body.string("scope"))
        }
        guard granted == scope else { throw Fault.otherScope }
        return token
    }

    public func user(ofAccessToken token: String, path: String) async throws -> UserID? {
        // What is no token is not asked about: it would be another path.
        guard !token.isEmpty, token.utf8.count <= 256, Base64URL.decode(token) != nil else { return nil }
        let asked = PercentEncoding.encode(token)
        let reply = try await astakos.send(
            .get, "/identity/v2.0/tokens/\(asked)?belongsTo=\(PercentEncoding.encode(path))", headers: [:], bytes: [],
            isRepeatable: true)
        switch reply.status {
        case 200:
            return try HTTPAstakosClient.decoded("/identity/v2.0/tokens/…") {
                UserID(try JSONValue(parsing: reply.body).object("access").object("user").string("id"))
            }
        case 404: return nil
        default: throw Fault(reply)
        }
    }

    /// With padding, as headers have it (RFC 4648 section 4).
    private static func base64(_ text: String) -> String {
        let plain = String(
            decoding: Base64URL.encode(Array(text.utf8)).utf8.map { byte in
                switch byte {
                case UInt8(ascii: "-"): UInt8(ascii: "+")
                case UInt8(ascii: "_"): UInt8(ascii: "/")
                default: byte
                }
            }, as: UTF8.self)
        return plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)
    }
}
