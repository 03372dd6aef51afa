import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// `tokens/<access token>`: whom an OAuth client's access token speaks for. Source: identity.md 8.9.
///
/// Nobody has to say who asks: what the answer tells belongs to whoever has the token. Users' own tokens are unknown here.
struct AccessTokenRoutes: Sendable {
    let grants: OAuthGrantService

    func add(to router: inout APIRouter) {
        router.get("{token}", endings: .slash, access: .open, show)
    }

    /// 200 token and user; itemNotFound for a token that is unknown, has expired, or is not good for `belongsTo`
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let token = try context.parameters.string("token")
        let place = context.query["belongsTo"] ?? ""
        guard let access = try await grants.validate(token, belongsTo: place) else {
            throw Fault(.itemNotFound, "Token does not exist")
        }
        let view = AccessView(access, token: token)
        return context.serialization == .xml ? .xml { view.write(to: &$0) } : .json { $0.value(view) }
    }
}
