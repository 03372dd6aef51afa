import APISupport
import Astakos
import AstakosAPI
import AstakosClient
import HTTPClient
import Settings
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// The two ways to Astakos: in the same process, and over HTTP to another.
enum IdentityForm: CaseIterable, CustomTestStringConvertible {
    case inProcess
    case http

    var testDescription: String {
        switch self {
        case .inProcess: "in process"
        case .http: "over HTTP"
        }
    }

    /// Lends Astakos with one accepted user, seen by the component `cyclades`, and by the OAuth client `views`.
    func with(_ body: @escaping @Sendable (IdentityUnderTest) async throws -> Void) async throws {
        var settings = AstakosSettings()
        settings.isModerated = false
        let database = try await TestEngine.sqlite.fresh(AstakosMigrations.all)
        let services = AstakosServices(
            database: database, settings: settings, secretKey: Secret("a key for tests"), passwordCost: .trivial,
            now: { .now() })
        for name in ["astakos", "cyclades", "pithos"] {
            let base = "http://cloud.test/\(name)"
            _ = try await services.components.add(name: name, url: nil, token: "\(name)-service-token")
            _ = try await services.registry.register(StandardServices.definitions(of: name, baseURL: base))
        }
        try await services.resources.setLimit(10, of: "cyclades.vm")
        try await services.resources.setLimit(.max, of: "cyclades.ram")
        let user = try await services.users.createAccepted(
            NewUser(email: "Ada@example.org", firstName: "Ada", lastName: "Byron", password: nil, groups: ["default"]))
        let (views, _) = try await services.oauthClients.add(
            "views", secret: "hush é:", isTrusted: true, urls: ["http://files.test/view"])
        switch self {
        case .inProcess:
            try await body(
                IdentityUnderTest(
                    services: services, user: user, authenticator: services.tokens, catalog: services.catalog,
                    quota: services.quotaHolder(for: "cyclades"), otherQuota: services.quotaHolder(for: "pithos"),
                    client: views,
                    views: OAuthViewAuthorizer(services.oauthGrants, client: "views")))
        case .http:
            let routes = try AstakosRoutes(
                services: services, settings: settings, baseURL: "http://cloud.test/identity",
                mailer: SpoolMailer(directory: "/nonexistent"))
            try await TestServer.with(CloudResponder(routes.mounts(), logger: .silent)) { server in
                let session = HTTPSession()
                let baseURL = "http://127.0.0.1:\(server.port)/identity/"
                func client(_ name: String) throws -> HTTPAstakosClient {
                    try HTTPAstakosClient(
                        session: session, baseURL: baseURL, componentToken: Secret("\(name)-service-token"), retries: 0)
                }
                let cyclades = try client("cyclades")
                try await body(
                    IdentityUnderTest(
                        services: services, user: user, authenticator: cyclades, catalog: cyclades, quota: cyclades,
                        otherQuota: try client("pithos"), client: views,
                        views: HTTPViewAuthorizer(try client("pithos"), client: "views", secret: Secret("hush é:"))))
                await session.close()
            }
        }
    }
}

/// Astakos through its protocols.
struct IdentityUnderTest: Sendable {
    /// To prepare what the protocols cannot.
    var services: AstakosServices
    var user: User
    var authenticator: any TokenAuthenticator
    var catalog: any UserCatalog
    var quota: any QuotaHolder
    /// The same for another component.
    var otherQuota: any QuotaHolder
    /// The OAuth client that `views` speaks for.
    var client: OAuthClient
    var views: any ViewAuthorizer

    func vm(_ quantity: Int64) -> Provision {
        Provision(holder: user.uuid, resource: "cyclades.vm", quantity: quantity)
    }

    func usage() async throws -> QuotaUsage? {
        try await quota.quotas(of: user.uuid)[user.uuid]?[.system]?["cyclades.vm"]
    }
}
