import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// Objects on a host where nobody is logged in: `…/ui/view/<account>/<container>/<object>`.
///
/// A browser comes with nothing, is sent to Astakos, which knows its user and sends it back with a code, and is sent on with
/// an access token in place of the code. The token is good for this object and for some seconds; later the browser goes round
/// again. Neither cookies nor the API's tokens count here.
///
/// - Source: object-storage.md 8.3.
struct AuthorizedViewRoutes: Sendable {
    let objects: ViewedObjects
    let authorization: ViewAuthorization

    private static let accessToken = "access_token"
    private static let code = "code"
    /// The parameters that are the flow's and not the object's.
    private static let own: Set<String> = [accessToken, code, "state", "X-Auth-Token"]

    /// 200, 206; 302 on the way; 304; 403, 404, 412, 416
    @Sendable func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        let path = try objects.path(request, context)
        let bare = authorization.origin.url + context.target.url(without: Self.own)
        var response =
            if let token = context.query[Self.accessToken], !token.isEmpty {
                try await show(path, token: token, bare: bare, request, context)
            } else if let code = context.query[Self.code], !code.isEmpty {
                try await enter(path, code: code, bare: bare)
            } else {
                try ask(for: path, bare: bare)
            }
        response.headers[.referrerPolicy] = Self.noReferrer
        return response
    }

    /// As much as Astakos takes of an address (identity.md 8.9).
    private static let addressMax = 5000

    /// To Astakos, and from there back here.
    ///
    /// - Throws: badRequest for a name that cannot make the way: one that is too long, or leads upwards in an address.
    private func ask(for path: ObjectPath, bare: String) throws -> Response {
        let segments = path.name.split { $0 == "/" || $0 == "\\" }
        guard bare.utf8.count <= Self.addressMax, !segments.contains("..") else {
            throw Fault(
                .badRequest,
                "A browser cannot be shown an object with a name like this one. Download it in the pages, or with another client."
            )
        }
        let fields = [
            ("response_type", "code"), ("client_id", authorization.client), ("redirect_uri", bare), ("state", ""),
            ("scope", Self.place(of: path)),
        ]
        let query = fields.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return Self.redirect(to: "\(authorization.authorizationURL)?\(query)")
    }

    /// Back from Astakos: on with an access token.
    ///
    /// - Throws: forbidden when there is none for the code, or none that is good. Sending the browser round again would do
    ///   so for ever.
    private func enter(_ path: ObjectPath, code: String, bare: String) async throws -> Response {
        let token: String
        do {
            token = try await authorization.authorizer.redeem(
                code: code, redirectURI: bare, scope: Self.place(of: path))
            guard try await user(of: token, for: path) != nil else { throw Self.refusal }
        } catch let fault as Fault {
            throw Fault(.forbidden, Self.refusal.message, cause: fault)
        }
        let separator = bare.contains("?") ? "&" : "?"
        return Self.redirect(to: "\(bare)\(separator)\(Self.accessToken)=\(PercentEncoding.encode(token))")
    }

    /// The object; or once more from the start when the token is not, or no longer, good for it. One that has just been
    /// made is good, so this ends.
    private func show(
        _ path: ObjectPath, token: String, bare: String, _ request: Request, _ context: APIContext
    ) async throws -> Response {
        guard let user = try await user(of: token, for: path) else { return Self.redirect(to: bare) }
        return try await objects.show(path, to: user, request, context)
    }

    private func user(of token: String, for path: ObjectPath) async throws -> UserID? {
        try await authorization.authorizer.user(ofAccessToken: token, path: Self.place(of: path))
    }

    /// What a token is good for: account, container and object. Encoded, since a scope ends at its first space.
    private static func place(of path: ObjectPath) -> String {
        "/"
            + PercentEncoding.encode(
                "\(path.account)/\(path.parent.container)/\(path.name)", allowed: .path)
    }

    private static func redirect(to location: String) -> Response {
        .empty(.found, headers: [.location: location, .cacheControl: "no-store"])
    }

    private static let refusal = Fault(
        .forbidden, "The identity service did not confirm that you may see this. Open the link once more.")

    /// Addresses hold tokens: no page that is shown tells another one its own.
    private static let noReferrer = "no-referrer"

    /// Faults as before, but for that.
    static func quiet(_ faults: FaultFormat) -> FaultFormat {
        FaultFormat(xmlNamespace: faults.xmlNamespace) { fault, context in
            var response = faults.response(fault, context)
            response.headers[.referrerPolicy] = noReferrer
            return response
        }
    }
}
