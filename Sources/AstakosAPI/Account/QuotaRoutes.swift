import APISupport
import Astakos
import AstakosClient
import HummingbirdCore
import Vocabulary

/// `resources`, `quotas` and `service_quotas`. Source: identity.md 2.10 to 2.12.
struct QuotaRoutes: Sendable {
    let callers: AstakosCallers
    let services: AstakosServices

    func add(to router: inout APIRouter) {
        router.get("v1.0/resources", endings: .slash, access: .open, resources)
        router.get("v1.0/quotas", endings: .slash, access: .open, quotas)
        router.get("v1.0/service_quotas", endings: .slash, access: .open, serviceQuotas)
    }

    /// 200 `{"cyclades.vm": {…}, …}`, for anyone
    @Sendable func resources(request: Request, context: APIContext) async throws -> Response {
        let resources = try await services.resources.list()
        return .json {
            $0.object { json in
                for resource in resources {
                    json.object(named: resource.name) {
                        $0.field("service", resource.serviceOrigin)
                        $0.field("description", resource.description)
                        $0.field("unit", resource.unit)
                        $0.field("allow_in_projects", resource.allowInProjects)
                    }
                }
            }
        }
    }

    /// 200 the caller's quotas by source and resource; unauthorized
    @Sendable func quotas(request: Request, context: APIContext) async throws -> Response {
        let holder = try await callers.user(of: request, context)
        let quotas = try await services.quota.quotas(of: holder.user.uuid)
        return .json { $0.quotas(quotas) }
    }

    /// 200 quotas of one user or of all by uuid, of the calling component's resources; unauthorized, itemNotFound
    @Sendable func serviceQuotas(request: Request, context: APIContext) async throws -> Response {
        let component = try await callers.component(of: request, context)
        let user = context.query["user"]
        let quotas = try await services.quota.quotas(
            ofComponent: component.name, user: user.map(UserID.init(rawValue:)))
        if let user, quotas.isEmpty { throw Fault(.itemNotFound, "No such user '\(user)'") }
        return await awayFromLoop(quotas.count, few: 50) {
            .json {
                $0.object { json in
                    for (holder, quotas) in quotas.sorted(by: { $0.key < $1.key }) {
                        json.object(named: holder.rawValue) { $0.quotaMembers(quotas) }
                    }
                }
            }
        }
    }
}

extension JSONWriter {
    /// Source, then resource, then its numbers.
    fileprivate mutating func quotas(_ quotas: Quotas) {
        object { $0.quotaMembers(quotas) }
    }

    fileprivate mutating func quotaMembers(_ quotas: Quotas) {
        for (source, resources) in quotas.sorted(by: { $0.key < $1.key }) {
            object(named: source.rawValue) { json in
                for (name, usage) in resources.sorted(by: { $0.key < $1.key }) {
                    json.object(named: name) {
                        $0.field("limit", usage.limit)
                        $0.field("usage", usage.usage)
                        $0.field("pending", usage.pending)
                    }
                }
            }
        }
    }
}
