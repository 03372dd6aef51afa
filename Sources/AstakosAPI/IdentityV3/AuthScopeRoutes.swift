import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// What a token may be asked for: `auth/catalog`, `auth/projects`, `auth/domains`, `auth/system`. Source: openstack.md 2.4.
struct AuthScopeRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.read("auth/catalog", catalog)
        router.read("auth/projects") { request, context in
            let holder = try await identity.callers.user(of: request, context)
            return identity.list("projects", "auth/projects") { json in
                json.object { identity.write(holder.user.ownProject, to: &$0) }
            }
        }
        router.read("auth/domains") { request, context in
            _ = try await identity.callers.user(of: request, context)
            return identity.list("domains", "auth/domains") { $0.object { identity.writeDomain(to: &$0) } }
        }
        router.read("auth/system") { request, context in
            _ = try await identity.callers.user(of: request, context)
            return .json { $0.object { $0.array("system") { _ in } } }
        }
    }

    /// 200 the services; forbidden for a token without a scope
    @Sendable private func catalog(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        guard holder.scope != .none else {
            throw Fault(.forbidden, "A token without a scope has no catalog: ask for one of a project.")
        }
        let catalog = try await identity.catalog(of: holder)
        return identity.list("catalog", "auth/catalog") { catalog.write(to: &$0) }
    }
}

extension APIRouter {
    /// A route that answers `GET`, and `HEAD` without the body.
    mutating func read(_ pattern: String, _ handler: @escaping Handler) {
        get(pattern, endings: .slash, access: .open, handler)
        head(pattern, endings: .slash, access: .open, handler)
    }
}
