import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import Vocabulary

/// Objects for whoever is logged in with a browser: `…/ui/view/<account>/<container>/<object>`.
///
/// Answers are those of the object storage API; the token comes from the pages' cookie, unless the query has one.
/// Faults are pages. Unlike 0.14.2, which made 500 of them, partial content and unmet conditions are answered as such,
/// and who is not logged in is sent to where one logs in.
///
/// - Source: object-storage.md 8.2.
struct ViewRoutes: Sendable {
    let objects: ViewedObjects
    let authentication: Authentication
    let settings: ViewSettings

    /// 200, 206; 302 to the log-in; 304; 403, 404, 412, 416
    @Sendable func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        let path = try objects.path(request, context)
        let user: UserID
        do {
            user = try await authentication.caller(of: withToken(request, context), context).uuid
        } catch let fault as Fault where fault.kind.status == 401 {
            return try login(request, context)
        }
        return try await objects.show(path, to: user, request, context)
    }

    /// The request with the token of the cookie, `uuid|token`, percent-encoded and perhaps in quotes.
    private func withToken(_ request: Request, _ context: APIContext) -> Request {
        guard context.query["X-Auth-Token"]?.isEmpty != false, let cookie = request.cookie(settings.cookieName),
            let text = PercentEncoding.decode(cookie.filter { $0 != "\"" }), let bar = text.firstIndex(of: "|")
        else { return request }
        var head = request.head
        head.headerFields[.authToken] = String(text[text.index(after: bar)...])
        return Request(head: head, body: RequestBody(buffer: ByteBuffer()))
    }

    /// A person is led to where one logs in, and from there back; a program is told.
    private func login(_ request: Request, _ context: APIContext) throws -> Response {
        guard request.headers[.accept]?.contains("text/html") == true else {
            throw Fault(.forbidden, "Log in to see this.")
        }
        let back = context.target.path + (context.target.queryText.map { "?" + $0 } ?? "")
        return .empty(
            .found,
            headers: [
                .location: settings.loginURL + "?next=" + PercentEncoding.encode(back), .cacheControl: "no-store",
            ])
    }
}
