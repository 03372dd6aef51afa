import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The caller, and his password. Source: openstack.md 2.5.
struct UserRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.read("users", list)
        router.read("users/{user}", show)
        router.post("users/{user}/password", endings: .slash, access: .open, setPassword)
    }

    /// 200 the caller alone, unless the filters `name`, `domain_id`, `enabled` keep him out
    @Sendable private func list(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        let query = context.query
        let passes =
            query.passes("name", holder.user.username) && query.passes("domain_id", KeystoneDomain.id)
            && query.passes("enabled", true)
        return identity.list("users", "users") { json in
            if passes { json.object { write(holder.user, to: &$0) } }
        }
    }

    /// 200; itemNotFound
    @Sendable private func show(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        try identity.check(try context.parameters.string("user"), is: holder)
        return .json { $0.object { $0.object("user") { write(holder.user, to: &$0) } } }
    }

    /// 204, and everyone who is logged in as this user is so no more; badRequest, unauthorized for a wrong old one
    @Sendable private func setPassword(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        try identity.check(try context.parameters.string("user"), is: holder)
        let user = try await request.smallJSON().object("user")
        try await identity.services.authentication.changePassword(
            of: holder.user, from: Secret(try user.string("original_password")),
            to: Secret(try user.string("password")), address: context.remoteAddress)
        return .empty(.noContent)
    }

    private func write(_ user: User, to json: inout JSONWriter) {
        json.field("id", user.uuid)
        json.field("name", user.username)
        json.field("domain_id", KeystoneDomain.id)
        json.field("enabled", user.isActive)
        json.field("email", user.email)
        json.field("description", user.realName)
        json.field("default_project_id", user.ownProject.id)
        json.field("password_expires_at", String?.none)
        json.object("options") { _ in }
        identity.write(link: "users/\(user.uuid)", to: &json)
    }
}
