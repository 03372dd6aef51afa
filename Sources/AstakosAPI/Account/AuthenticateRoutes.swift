import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `authenticate`: who am I. Source: identity.md 2.2.
struct AuthenticateRoutes: Sendable {
    let callers: AstakosCallers

    func add(to router: inout APIRouter, under prefix: String = "") {
        router.get(prefix + "authenticate", endings: .slash, access: .open, authenticate)
    }

    /// 200 the user; unauthorized
    @Sendable func authenticate(request: Request, context: APIContext) async throws -> Response {
        let holder = try await callers.user(of: request, context)
        let user = holder.user
        return .json {
            $0.object {
                $0.field("id", user.id)
                $0.field("username", user.username)
                $0.field("uuid", user.uuid)
                $0.field("email", [user.email])
                $0.field("name", user.realName)
                $0.field("groups", holder.groups.map(\.name))
                // The header's, so null for a token that came in the query.
                $0.field("auth_token", request.headers[.authToken])
                $0.field("auth_token_created", holder.issued.milliseconds)
                $0.field("auth_token_expires", holder.expires.milliseconds)
            }
        }
    }
}
