import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Settings
import Vocabulary

/// The two feeds of the bar on top of all pages. Source: identity.md 2.8, 2.9.
struct CloudBarRoutes: Sendable {
    let services: AstakosServices
    let sessions: WebSessions
    /// Of the user interface, without a slash at its end.
    let uiURL: String
    let overrides: [String: JSONValue]

    func add(to router: inout APIRouter) {
        for method in [HTTPRequest.Method.get, .head, .post] {
            router.on(method, "get_services", endings: .slash, access: .open, components)
        }
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "get_menu", endings: .slash, access: .open, menu)
        }
    }

    /// 200 the components; badRequest for a callback that is no name
    @Sendable func components(request: Request, context: APIContext) async throws -> Response {
        let list = ComponentPresentation.list(try await services.components.list(), overrides: overrides)
        return try Self.answer(JSONWriter.text(list), context)
    }

    /// 200 the entries of the user's menu; badRequest for a callback that is no name
    @Sendable func menu(request: Request, context: APIContext) async throws -> Response {
        guard let user = try await sessions.holder(of: request)?.user else {
            return try Self.answer(CloudBarMenu.text([CloudBarMenu(url: uiURL + "/", name: "Sign in")]), context)
        }
        let entries = [
            // Every page of the identity service lies below the first one's address.
            CloudBarMenu(url: uiURL + "/", name: user.email, isActive: true),
            CloudBarMenu(url: uiURL + "/landing", name: "Dashboard"),
            CloudBarMenu(url: uiURL + "/logout", name: "Sign out"),
        ]
        return try Self.answer(CloudBarMenu.text(entries), context)
    }

    private static func answer(_ json: String, _ context: APIContext) throws -> Response {
        guard let callback = context.query["callback"], !callback.isEmpty else {
            return .text(json, contentType: "application/json")
        }
        // Whatever else is put in front of the parenthesis would run in the page that asks.
        guard isName(callback) else { throw Fault(.badRequest, "callback is no name of a function.") }
        return .text("\(callback)(\(json))", contentType: "application/javascript")
    }

    private static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128, first != UInt8(ascii: "."),
            !(48...57).contains(first)
        else { return false }
        return text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "$"), UInt8(ascii: "."):
                true
            default: false
            }
        }
    }
}
