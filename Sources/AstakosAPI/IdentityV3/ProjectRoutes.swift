import APISupport
import Astakos
import HummingbirdCore
import Vocabulary

/// The caller's projects. Source: openstack.md 2.5.
struct ProjectRoutes: Sendable {
    let identity: KeystoneIdentity

    func add(to router: inout APIRouter) {
        router.read("projects", list)
        router.read("projects/{project}", show)
        router.read("users/{user}/projects") { request, context in
            let holder = try await identity.callers.user(of: request, context)
            try identity.check(try context.parameters.string("user"), is: holder)
            return identity.list("projects", "users/\(holder.user.uuid)/projects") { json in
                json.object { identity.write(holder.user.ownProject, to: &$0) }
            }
        }
    }

    /// 200 those that pass the filters `name`, `domain_id`, `enabled`, `parent_id`, `is_domain`
    @Sendable private func list(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        let project = holder.user.ownProject
        let query = context.query
        let passes =
            query.passes("name", project.name) && query.passes("domain_id", KeystoneDomain.id)
            && query.passes("parent_id", KeystoneDomain.id) && query.passes("enabled", true)
            && query.passes("is_domain", false)
        return identity.list("projects", "projects") { json in
            if passes { json.object { identity.write(project, to: &$0) } }
        }
    }

    /// 200; itemNotFound
    @Sendable private func show(request: Request, context: APIContext) async throws -> Response {
        let holder = try await identity.callers.user(of: request, context)
        let id = try context.parameters.string("project")
        guard id == holder.user.ownProject.id.rawValue else {
            throw Fault(.itemNotFound, "Could not find project: \(id).")
        }
        return .json { $0.object { $0.object("project") { identity.write(holder.user.ownProject, to: &$0) } } }
    }
}

extension KeystoneIdentity {
    func write(_ project: Project, to json: inout JSONWriter) {
        json.field("id", project.id)
        json.field("name", project.name)
        json.field("domain_id", KeystoneDomain.id)
        json.field("description", project.description)
        json.field("enabled", true)
        json.field("parent_id", KeystoneDomain.id)
        json.field("is_domain", false)
        json.array("tags") { _ in }
        json.object("options") { _ in }
        write(link: "projects/\(project.id)", to: &json)
    }

    func writeDomain(to json: inout JSONWriter) {
        KeystoneDomain.write(to: &json)
        json.field("description", "Everything")
        json.field("enabled", true)
        json.array("tags") { _ in }
        json.object("options") { _ in }
        write(link: "domains/\(KeystoneDomain.id)", to: &json)
    }

    /// - Throws: itemNotFound for anyone but the caller.
    func check(_ id: String, is holder: TokenHolder) throws {
        guard id == holder.user.uuid.rawValue else { throw Fault(.itemNotFound, "Could not find user: \(id).") }
    }
}

extension QueryParameters {
    /// Whether a filter lets a text through: it is not given, or says the same.
    func passes(_ name: String, _ value: String) -> Bool {
        self[name].map { $0.isEmpty || $0.lowercased() == value.lowercased() } ?? true
    }

    /// Whether a filter lets a truth through; `None` and what is no truth do not filter (openstack.md 0, rule 6).
    func passes(_ name: String, _ value: Bool) -> Bool {
        switch self[name]?.lowercased() {
        case "true", "1": value
        case "false", "0": !value
        default: true
        }
    }
}
