import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// What there is, to be read: domains, regions, services and endpoints. Source: openstack.md 2.5.
struct RegistryRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.read("domains", listDomains)
        router.read("domains/{domain}") { request, context in
            _ = try await identity.callers.user(of: request, context)
            try Self.check(context, "domain", is: KeystoneDomain.id)
            return .json { $0.object { $0.object("domain") { identity.writeDomain(to: &$0) } } }
        }
        router.read("regions") { request, context in
            _ = try await identity.callers.user(of: request, context)
            return identity.list("regions", "regions") { $0.object { writeRegion(to: &$0) } }
        }
        router.read("regions/{region}") { request, context in
            _ = try await identity.callers.user(of: request, context)
            try Self.check(context, "region", is: identity.region)
            return .json { $0.object { $0.object("region") { writeRegion(to: &$0) } } }
        }
        router.read("services", listServices)
        router.read("services/{service}", showService)
        router.read("endpoints", listEndpoints)
        router.read("endpoints/{endpoint}", showEndpoint)
    }

    /// 200, unless the filters `name` and `enabled` keep the domain out
    @Sendable private func listDomains(request: Request, context: APIContext) async throws -> Response {
        _ = try await identity.callers.user(of: request, context)
        let passes = context.query.passes("name", KeystoneDomain.name) && context.query.passes("enabled", true)
        return identity.list("domains", "domains") { json in
            if passes { json.object { identity.writeDomain(to: &$0) } }
        }
    }

    /// 200 those that pass the filters `type` and `name`
    @Sendable private func listServices(request: Request, context: APIContext) async throws -> Response {
        let catalog = try await catalog(request, context)
        return identity.list("services", "services") { json in
            for entry in catalog.entries
            where context.query.passes("type", entry.type) && context.query.passes("name", entry.name) {
                json.object { write(entry, to: &$0) }
            }
        }
    }

    /// 200; itemNotFound
    @Sendable private func showService(request: Request, context: APIContext) async throws -> Response {
        let catalog = try await catalog(request, context)
        let id = try context.parameters.string("service")
        guard let entry = catalog.entries.first(where: { $0.type == id }) else {
            throw Fault(.itemNotFound, "Could not find service: \(id).")
        }
        return .json { $0.object { $0.object("service") { write(entry, to: &$0) } } }
    }

    /// 200 those that pass the filters `service_id` and `interface`
    @Sendable private func listEndpoints(request: Request, context: APIContext) async throws -> Response {
        let catalog = try await catalog(request, context)
        return identity.list("endpoints", "endpoints") { json in
            for entry in catalog.entries where context.query.passes("service_id", entry.type) {
                for interface in OpenStackCatalog.interfaces where context.query.passes("interface", interface) {
                    json.object { write(entry, interface, of: catalog, to: &$0) }
                }
            }
        }
    }

    /// 200; itemNotFound
    @Sendable private func showEndpoint(request: Request, context: APIContext) async throws -> Response {
        let catalog = try await catalog(request, context)
        let id = try context.parameters.string("endpoint")
        for entry in catalog.entries {
            for interface in OpenStackCatalog.interfaces where entry.endpointID(interface) == id {
                return .json {
                    $0.object { $0.object("endpoint") { write(entry, interface, of: catalog, to: &$0) } }
                }
            }
        }
        throw Fault(.itemNotFound, "Could not find endpoint: \(id).")
    }

    private func write(
        _ entry: OpenStackCatalog.Entry, _ interface: String, of catalog: OpenStackCatalog, to json: inout JSONWriter
    ) {
        catalog.write(entry, interface, to: &json)
        json.field("service_id", entry.type)
        json.field("enabled", true)
        identity.write(link: "endpoints/\(entry.endpointID(interface))", to: &json)
    }

    private func catalog(_ request: Request, _ context: APIContext) async throws -> OpenStackCatalog {
        try await identity.catalog(of: try await identity.callers.user(of: request, context))
    }

    private func write(_ entry: OpenStackCatalog.Entry, to json: inout JSONWriter) {
        json.field("id", entry.type)
        json.field("type", entry.type)
        json.field("name", entry.name)
        json.field("enabled", true)
        identity.write(link: "services/\(entry.type)", to: &json)
    }

    private func writeRegion(to json: inout JSONWriter) {
        json.field("id", identity.region)
        json.field("description", "")
        json.field("parent_region_id", String?.none)
        identity.write(link: "regions/\(identity.region)", to: &json)
    }

    private static func check(_ context: APIContext, _ name: String, is id: String) throws {
        let asked = try context.parameters.string(name)
        guard asked == id else { throw Fault(.itemNotFound, "Could not find \(name): \(asked).") }
    }
}
