import APISupport
import Astakos
import AstakosAPI
import AstakosClient
import HTTPClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import Settings
import Synchronization
import TestEngines
import TestHTTP
import Vocabulary

/// A real Astakos behind a real connection, which dies where a test says.
final class UnreliableAstakos: Sendable {
    /// What one kind of call meets.
    enum Health {
        case alive
        /// The connection ends before the call is heard.
        case dead
        /// The call is done; the connection ends before the answer.
        case deadBeforeAnswering
    }

    /// The calls of the object store.
    enum Call: CaseIterable {
        case authenticate, issue, resolve, quotas, catalog
    }

    let services: AstakosServices
    let user: User
    let token: String
    private let responder: CloudResponder
    private let health = Mutex<[Call: Health]>([:])

    init() async throws {
        var settings = AstakosSettings()
        settings.isModerated = false
        services = AstakosServices(
            database: try await TestEngine.sqlite.fresh(AstakosMigrations.all), settings: settings,
            secretKey: Secret("a key for tests"), passwordCost: .trivial, now: { .now() })
        for name in ["astakos", "pithos"] {
            _ = try await services.components.add(name: name, url: nil, token: "\(name)-service-token")
            _ = try await services.registry.register(
                StandardServices.definitions(of: name, baseURL: "http://cloud.test/\(name)"))
        }
        try await services.resources.setLimit(1000, of: "pithos.diskspace")
        user = try await services.users.createAccepted(
            NewUser(email: "ada@example.org", firstName: "Ada", lastName: "Byron", password: nil, groups: []))
        token = try await services.tokens.reveal(user.id)
        let routes = try AstakosRoutes(
            services: services, settings: settings, baseURL: "http://cloud.test/identity",
            mailer: SpoolMailer(directory: "/nonexistent"))
        responder = CloudResponder(routes.mounts(), logger: .silent)
    }

    func set(_ calls: [Call], _ health: Health) {
        self.health.withLock { for call in calls { $0[call] = health } }
    }

    /// Lends an object store that asks this Astakos over HTTP.
    func with(_ body: @escaping @Sendable (PithosCloud) async throws -> Void) async throws {
        let proxy = APIService(ServiceProfile("astakos")) { request, context in
            try await self.relay(request, context)
        }
        try await TestServer.with(CloudResponder([Mount("", proxy)], logger: .silent)) { server in
            let session = HTTPSession()
            let client = try HTTPAstakosClient(
                session: session, baseURL: "http://127.0.0.1:\(server.port)/identity",
                componentToken: Secret("pithos-service-token"), retries: 0)
            try await body(try await PithosCloud(quota: client, users: client, authenticator: client))
            await session.close()
        }
    }

    /// Bytes the user is charged for, and commissions that wait.
    func usage() async throws -> (usage: Int64, pending: Int) {
        let holder = services.quotaHolder(for: "pithos")
        let usage = try await holder.quotas(of: user.uuid)[user.uuid]?[.system]?["pithos.diskspace"]
        return ((usage?.usage ?? 0), try await holder.pending().count)
    }

    private func relay(_ request: Request, _ context: APIContext) async throws -> Response {
        let state = call(request, context).flatMap { call in health.withLock { $0[call] } } ?? .alive
        if case .dead = state { return Self.cut }
        let body = try await request.body(upTo: 1 << 20)
        let (response, _) = await responder.respond(
            to: Request(head: request.head, body: RequestBody(buffer: body)))
        if case .deadBeforeAnswering = state { return Self.cut }
        return response
    }

    private func call(_ request: Request, _ context: APIContext) -> Call? {
        switch (request.method, context.target.path.split(separator: "/").last ?? "") {
        case (_, "authenticate"): .authenticate
        case (.post, "commissions"): .issue
        case (.post, "action"): .resolve
        case (_, "service_quotas"): .quotas
        case (_, "user_catalogs"): .catalog
        default: nil
        }
    }

    /// An answer that breaks off.
    private static var cut: Response {
        Response(status: .ok, body: ResponseBody(contentLength: 100) { _ in throw Died() })
    }

    private struct Died: Error {}
}
