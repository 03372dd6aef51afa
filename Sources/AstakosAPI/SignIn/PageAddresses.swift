import HTTPTypes
import HummingbirdCore
import Settings
import Vocabulary

/// Where the pages are.
struct PageAddresses: Sendable {
    /// `ASTAKOS_BASE_URL` in its parts.
    let scheme: String
    /// With the port, if there is one.
    let authority: String
    /// Empty, or begins with a slash.
    let basePath: String
    let safeNext: SafeNext
    private let settings: AstakosSettings

    /// - Parameter baseURL: of Astakos; a slash at its end makes no difference.
    init(baseURL: String, settings: AstakosSettings) {
        let parts = baseURL.split(separator: "://", maxSplits: 1)
        scheme = parts.count == 2 ? String(parts[0]) : "http"
        let rest = parts.last ?? ""
        let authority = rest.prefix { $0 != "/" }
        self.authority = String(authority)
        basePath = rest.dropFirst(authority.count).split(separator: "/").map { "/" + $0 }.joined()
        safeNext = SafeNext(host: String(authority.prefix { $0 != ":" }), domain: settings.cookieDomain)
        self.settings = settings
    }

    /// `ASTAKOS_BASE_URL` without a slash at its end.
    var baseURL: String { "\(scheme)://\(authority)\(basePath)" }
    var uiPath: String { basePath + "/ui" }
    var uiURL: String { baseURL + "/ui" }
    var webLoginPath: String { basePath + "/weblogin/login" }

    /// The log-in page, which leads on to `next`.
    func login(next: String) -> String { "\(uiPath)/login?next=\(PercentEncoding.encode(next))" }

    /// The page with the terms of use, which leads on to `next`.
    func terms(next: String?) -> String {
        uiPath + "/approval_terms" + (next.map { "?next=\(PercentEncoding.encode($0))" } ?? "")
    }

    /// Whether an address leads to one of our own pages and no further, as far as can be told: not to another host, nor to
    /// where other programs are let in.
    ///
    /// - Parameter location: absolute.
    func staysHere(_ location: String, _ request: Request) -> Bool {
        let origin = absolute("/", request)
        guard location.hasPrefix(origin) else { return false }
        let path = "/" + location.dropFirst(origin.count)
        return ![basePath + "/oauth2/", basePath + "/weblogin/", uiPath + "/approval_terms"].contains {
            path.hasPrefix($0)
        }
    }

    /// Where a log-in without `next` leads to.
    var afterLogin: String { settings.loginSuccessURL.isEmpty ? uiPath + "/landing" : settings.loginSuccessURL }

    /// Where a log-out without `next` leads to; nil for the index.
    var afterLogout: String? { settings.logoutNextURL.isEmpty ? nil : settings.logoutNextURL }

    /// A path as an address, under the name that the browser knows this server by: cookies are set for that one.
    func absolute(_ location: String, _ request: Request) -> String {
        guard location.hasPrefix("/") else { return location }
        return "\(scheme)://\(request.head.authority ?? authority)\(location)"
    }
}
