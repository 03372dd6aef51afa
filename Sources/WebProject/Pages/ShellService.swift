import APISupport
import Branding
import HTTPTypes
import HummingbirdCore
import Settings
import Vocabulary

/// Gives the one HTML file that all pages are, and what the scripts must know before their first request
/// (`/ui/config.json`).
struct ShellService: Sendable {
    /// The page, as `ShellPage` makes it.
    let shell: [UInt8]
    let brand: Brand
    let settings: InstallationSettings
    let version: String
    let errors: ErrorView
    let identify: @Sendable (Request) async throws -> PageUser?

    var service: APIService {
        APIService(
            ServiceProfile(
                "pages", faults: errors.format, wrongMethod: .notAllowed,
                unknownPath: Fault(.itemNotFound, "There is no page at this address."), hasStandardHeaders: false),
            handler: respond)
    }

    @Sendable private func respond(request: Request, context: APIContext) async throws -> Response {
        let path = context.target.path
        guard path == "/" || path == "/ui" || path.hasPrefix("/ui/") else { throw UnknownPath() }
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        if path == "/" { return root }
        let user = try await identify(request)
        if path == "/ui/config.json" { return config(user) }
        guard let user else { return leave(for: "login", next: context.target) }
        guard user.hasSignedTerms else { return leave(for: "approval_terms", next: context.target) }
        return .bytes(.ok, shell, contentType: "text/html; charset=utf-8", headers: PageHeaders.all)
    }

    /// To Astakos, as the original does (identity.md 1.1); from there to the pages.
    private var root: Response {
        var base = settings.astakosBaseURL
        while base.hasSuffix("/") { base.removeLast() }
        return .empty(
            .movedPermanently, headers: [.location: base + "/", .contentType: "text/html; charset=utf-8"])
    }

    /// Somebody who is not logged in, or has to agree with the terms of use first, needs none of the scripts yet. The page
    /// of Astakos leads back.
    private func leave(for name: String, next: RequestTarget) -> Response {
        let page = next.path + (next.queryText.map { "?" + $0 } ?? "")
        let location =
            "\(Self.path(of: settings.astakosBaseURL))/ui/\(name)?next=\(PercentEncoding.encode(page))"
        return .empty(.found, headers: [.location: location, .cacheControl: "no-store"])
    }

    private func config(_ user: PageUser?) -> Response {
        .json(headers: [.cacheControl: "no-store"]) { json in
            json.object { json in
                json.object("base") { json in
                    json.field("astakos", Self.path(of: settings.astakosBaseURL))
                    json.field("cyclades", Self.path(of: settings.cycladesBaseURL))
                    json.field("pithos", Self.path(of: settings.pithosBaseURL))
                }
                json.object("branding") { json in
                    json.field("name", brand.serviceName)
                }
                json.field("user", user)
                json.field("version", version)
            }
        }
    }

    /// The path of a base URL, without a slash at its end; empty when it has none.
    static func path(of url: String) -> String {
        guard let scheme = url.firstRange(of: "://") else { return url }
        let rest = url[scheme.upperBound...]
        guard let slash = rest.firstIndex(of: "/") else { return "" }
        var path = rest[slash...]
        while path.last == "/" { path.removeLast() }
        return String(path)
    }
}
