import APISupport
import Cyclades
import HummingbirdCore
import Vocabulary

/// The sizes servers may have (compute.md 2.10).
struct FlavorRoutes: Sendable {
    let flavors: FlavorService
    let links: CycladesLinks

    func add(to router: inout APIRouter) {
        router.get("flavors", endings: [.slash, .json, .xml]) { try await list($0, $1, isDetailed: false) }
        router.get("flavors/detail", endings: [.json, .xml]) { try await list($0, $1, isDetailed: true) }
        router.get("flavors/{flavor_id:digits}", endings: [.json, .xml], show)
    }

    /// 200 `{"flavors": […]}`
    func list(_ request: Request, _ context: APIContext, isDetailed: Bool) async throws -> Response {
        let flavors = try await flavors.list()
        guard context.serialization == .xml else {
            return .json(wrapped: "flavors", flavors.map { FlavorView($0, links, isDetailed: isDetailed) })
        }
        return .xml { xml in
            xml.element("flavors", ComputeXML.root()) { xml in
                for flavor in flavors { xml.element("flavor", FlavorView.attributes(flavor, isDetailed: isDetailed)) }
            }
        }
    }

    /// 200 `{"flavor": {…}}`, also of a deleted one; itemNotFound
    @Sendable func show(request: Request, context: APIContext) async throws -> Response {
        let flavor = try await flavors.find(context.parameters.id("flavor_id"))
        guard context.serialization == .xml else {
            return .json(wrapped: "flavor", FlavorView(flavor, links, isDetailed: true))
        }
        return .xml { xml in
            xml.element("flavor", ComputeXML.root(FlavorView.attributes(flavor, isDetailed: true)))
        }
    }
}
