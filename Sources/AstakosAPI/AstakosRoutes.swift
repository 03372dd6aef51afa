public import APISupport
public import Astakos
import HTTPTypes
import HummingbirdCore
public import Settings
public import Vocabulary

/// Everything Astakos answers over HTTP, ready to be mounted. Source: identity.md 1.1, 2.
public struct AstakosRoutes: Sendable {
    let services: AstakosServices
    let settings: AstakosSettings
    let addresses: PageAddresses
    let mailer: any Mailer
    let overrides: [String: JSONValue]
    let now: @Sendable () -> Timestamp
    /// The cookies of who is logged in, for the pages.
    public let sessions: WebSessions
    /// Keeps other sites' forms out, for the pages.
    public let forms: FormGuard

    /// - Parameters:
    ///   - baseURL: `ASTAKOS_BASE_URL`.
    ///   - mailer: takes what users write to the helpdesk.
    /// - Throws: `SettingsError` for `ASTAKOS_COMPONENTS_META` that is no JSON.
    public init(
        services: AstakosServices, settings: AstakosSettings, baseURL: String, mailer: any Mailer,
        now: @escaping @Sendable () -> Timestamp = { .now() }
    ) throws {
        self.services = services
        self.settings = settings
        self.mailer = mailer
        self.now = now
        addresses = PageAddresses(baseURL: baseURL, settings: settings)
        sessions = WebSessions(services: services, settings: settings)
        forms = FormGuard(isSecure: settings.cookieIsSecure)
        do {
            overrides = try settings.componentsMeta.mapValues { try JSONValue(parsing: $0) }
        } catch {
            throw SettingsError("ASTAKOS_COMPONENTS_META holds something that is not JSON: \(error)")
        }
    }

    /// All but the pages under `ui`, which are mounted where they are made.
    public func mounts() -> [Mount] { apiMounts + browserMounts }

    /// What programs call, with tokens.
    public var apiMounts: [Mount] {
        [
            Mount(addresses.basePath + "/identity", identity),
            Mount(addresses.basePath + "/identity/v3", IdentityV3Routes(identity: keystone).service),
            Mount(addresses.basePath + "/identity/v2.0/tokens", tokens),
            Mount(addresses.basePath + "/account", account),
        ]
    }

    /// What browsers are led to, with the cookies of who is logged in; and the redirect of the base path.
    public var browserMounts: [Mount] {
        [
            Mount(addresses.basePath + "/weblogin", webLogin), Mount(addresses.basePath + "/oauth2", oauth2),
            Mount(addresses.basePath, root),
        ]
    }

    /// Adds what is not a page under `ui`: log-in, log-out, the terms of use, the bar's feeds and
    /// the old address of `authenticate`.
    public func addUIRoutes(
        to router: inout APIRouter, render: @escaping SignInRenderer, terms: @escaping TermsRenderer
    ) {
        SignInRoutes(
            services: services, settings: settings, sessions: sessions, forms: forms, addresses: addresses,
            render: render
        ).add(to: &router)
        TermsRoutes(services: services, sessions: sessions, forms: forms, addresses: addresses, render: terms)
            .add(to: &router)
        CloudBarRoutes(services: services, sessions: sessions, uiURL: addresses.uiURL, overrides: overrides)
            .add(to: &router)
        AuthenticateRoutes(callers: callers).add(to: &router)
    }

    private var callers: AstakosCallers { AstakosCallers(services: services) }

    private var keystone: KeystoneIdentity {
        KeystoneIdentity(
            services: services, callers: callers, baseURL: addresses.baseURL + "/identity",
            region: settings.regionName, now: now)
    }

    private var identity: APIService {
        var router = APIRouter()
        VersionRoutes(baseURL: keystone.baseURL).add(to: &router)
        TenantRoutes(identity: keystone).add(to: &router)
        return APIService(ServiceProfile("identity"), router: router)
    }

    /// A service of its own, since paths hold access tokens.
    private var tokens: APIService {
        var router = APIRouter()
        TokenRoutes(identity: keystone).add(to: &router)
        AccessTokenRoutes(grants: services.oauthGrants).add(to: &router)
        return APIService(ServiceProfile("identity", hasSecretPaths: true), router: router)
    }

    private var oauth2: APIService {
        var router = APIRouter()
        AuthorizationRoutes(services: services, sessions: sessions, forms: forms, addresses: addresses)
            .add(to: &router)
        CodeRoutes(grants: services.oauthGrants).add(to: &router)
        let profile = ServiceProfile(
            "oauth2", faults: OAuthFaults.format, wrongMethod: .notAllowed,
            unknownPath: Fault(.itemNotFound, "There is no such endpoint."), hasStandardHeaders: false)
        return APIService(profile) { [router] request, context in
            var response = try await router.respond(to: request, context)
            OAuthFaults.harden(&response)
            return response
        }
    }

    private var account: APIService {
        var router = APIRouter()
        AuthenticateRoutes(callers: callers).add(to: &router, under: "v1.0/")
        UserCatalogRoutes(callers: callers, catalog: services.catalog).add(to: &router)
        FeedbackRoutes(callers: callers, settings: settings, mailer: mailer).add(to: &router)
        QuotaRoutes(callers: callers, services: services).add(to: &router)
        CommissionRoutes(callers: callers, quota: services.quota).add(to: &router)
        return APIService(ServiceProfile("account")) { [router] request, context in
            var response = try await router.respond(to: request, context)
            // These answers are JSON whatever is asked for, and the original labels them with what was asked for.
            if response.headers[.contentType] == Serialization.json.contentType {
                response.headers[.contentType] = context.serialization.contentType
            }
            return response
        }
    }

    private var webLogin: APIService {
        var router = APIRouter()
        WebLoginRoutes(services: services, settings: settings, sessions: sessions, addresses: addresses)
            .add(to: &router)
        return APIService(
            ServiceProfile(
                "weblogin", wrongMethod: .notAllowed, unknownPath: Fault(.itemNotFound, "There is no such page."),
                hasStandardHeaders: false),
            router: router)
    }

    /// The base path itself leads to the pages.
    private var root: APIService {
        var router = APIRouter()
        let addresses = addresses
        for method in [HTTPRequest.Method.get, .head] {
            router.on(method, "", endings: .slash, access: .open) { request, _ in
                .redirect(to: addresses.absolute(addresses.uiPath + "/", request), status: .movedPermanently)
            }
        }
        return APIService(
            ServiceProfile(
                "astakos", wrongMethod: .notAllowed, unknownPath: Fault(.itemNotFound, "There is no such page."),
                hasStandardHeaders: false),
            router: router)
    }
}
