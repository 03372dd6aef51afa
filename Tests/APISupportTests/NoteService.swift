import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import TestHTTP
import Vocabulary

/// A small service with one of everything, for the tests of what all services share.
enum NoteService {
    struct Accident: Error {}

    static let authentication = Authentication(FixedCallers(names: "ann", "bob"))

    static func router(isRelayed: Bool = false) -> APIRouter {
        var router = APIRouter(Authentication(FixedCallers(names: "ann", "bob"), isRelayed: isRelayed))
        router.get("", endings: .slash, access: .open) { _, _ in .text("root") }
        router.get("notes", endings: [.slash, .json, .xml]) { _, context in
            let page = try context.query.page(limitMax: 100)
            let owner = try context.owner()
            switch context.serialization {
            case .xml: return .xml { $0.element("notes", [("owner", owner.rawValue)]) { _ in } }
            default:
                return .json {
                    $0.object {
                        $0.field("owner", owner); $0.field("limit", page.limit)
                    }
                }
            }
        }
        router.post("notes") { request, _ in
            let text = try await request.json(needsMediaType: true).object("note").string("text")
            return .json(wrapped: "note", text, status: .accepted)
        }
        router.get("notes/{id:digits}") { _, context in
            let id: Identifier<UserKind, Int64> = try context.parameters.id("id")
            return .json(wrapped: "id", id)
        }
        router.get("notes/{id:digits}/words/{key:rest}", endings: [.json], access: .open) { _, context in
            .text(try context.parameters.string("key"))
        }
        router.get("accident", access: .open) { _, _ in throw Accident() }
        router.get("outage", access: .open) { _, _ in throw Fault(.serviceUnavailable, "Try later", details: "a < b") }
        return router
    }

    static func cloud(
        _ profile: ServiceProfile = ServiceProfile("notes"), isRelayed: Bool = false, more: [Mount] = [],
        logger: Logger = .silent, trustsForwardedHeaders: Bool = false
    ) -> CloudResponder {
        let service = APIService(profile, router: router(isRelayed: isRelayed))
        return CloudResponder(
            [Mount("/cloud/notes/v1", service)] + more, trustsForwardedHeaders: trustsForwardedHeaders, logger: logger)
    }
}
