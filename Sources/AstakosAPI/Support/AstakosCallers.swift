import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// Who calls the identity API: a user or a component, each by a token of their own kind. Source: identity.md 1.5.
struct AstakosCallers: Sendable {
    let services: AstakosServices

    /// The user whose token the request carries.
    ///
    /// - Throws: unauthorized.
    func user(of request: Request, _ context: APIContext) async throws -> TokenHolder {
        try await services.tokens.find(try Authentication.token(of: request, context))
    }

    /// The component whose token the request carries.
    ///
    /// - Throws: unauthorized.
    func component(of request: Request, _ context: APIContext) async throws -> Component {
        try await services.components.authenticate(token: try Authentication.token(of: request, context))
    }
}
