import APISupport
import Astakos
import AstakosAPI
import HTTPTypes
import Settings
import Synchronization
import TestEngines
import TestHTTP
import Vocabulary

/// Astakos with its routes over a fresh database: one user, the standard components with known tokens.
struct TestIdentity {
    let services: AstakosServices
    let mounts: [Mount]
    let responder: CloudResponder
    let client: TestClient
    let user: User
    let token: String
    let mailer = TestMailer()

    static let componentToken = "cyclades-service-token"
    static let password = "secret"

    init(_ change: (inout AstakosSettings) -> Void = { _ in }) async throws {
        var settings = AstakosSettings()
        settings.isModerated = false
        settings.helpdesk = ["help@example.org"]
        change(&settings)
        let database = try await TestEngine.sqlite.fresh(AstakosMigrations.all)
        services = AstakosServices(
            database: database, settings: settings, secretKey: Secret("a key for tests"), passwordCost: .trivial,
            now: { .now() })
        for name in ["astakos", "cyclades", "pithos"] {
            let base = "http://localhost/\(name)"
            _ = try await services.components.add(
                name: name, url: StandardServices.uiURL(baseURL: base), token: "\(name)-service-token")
            _ = try await services.registry.register(StandardServices.definitions(of: name, baseURL: base))
        }
        try await services.resources.setLimit(10, of: "cyclades.vm")
        user = try await services.users.createAccepted(
            NewUser(
                email: "Ada@example.org", firstName: "Ada", lastName: "Byron", password: Self.password,
                groups: ["default"]))
        token = try await services.tokens.reveal(user.id)

        let routes = try AstakosRoutes(
            services: services, settings: settings, baseURL: "http://localhost/astakos/", mailer: mailer)
        var ui = APIRouter()
        routes.addUIRoutes(to: &ui) { page, _ in
            .text("page \(page.email) \(page.next ?? "-") \(page.formToken) \(page.problem.map { "\($0)" } ?? "-")")
        } terms: { page, _ in
            .text("\(page.reader) \(page.terms.id) \(page.problem.map { "\($0)" } ?? "-") \(page.text)")
        }
        let pages = APIService(ServiceProfile("ui", wrongMethod: .notAllowed, hasStandardHeaders: false), router: ui)
        mounts = routes.mounts() + [Mount("/astakos/ui", pages)]
        responder = CloudResponder(mounts, logger: .silent)
        client = TestClient(responder)
    }

    /// Posts JSON to the account API as the component `cyclades`.
    func post(_ path: String, _ json: String, token: String = componentToken) async throws -> TestReply {
        try await client.with(token: token).send(.post, "/astakos/account/v1.0/" + path, json: json)
    }

    func get(_ path: String, token: String? = componentToken, headers: HTTPFields = [:]) async throws -> TestReply {
        try await client.with(token: token).send(.get, "/astakos/account/v1.0/" + path, headers: headers)
    }

    /// Posts a form to a page.
    func form(_ path: String, _ form: String, headers: HTTPFields = [:]) async throws -> TestReply {
        var headers = headers
        headers[.contentType] = "application/x-www-form-urlencoded"
        return try await client.send(.post, "/astakos/ui/" + path, headers: headers, body: Array(form.utf8))
    }
}

/// Keeps mails for the test to read, or refuses them.
final class TestMailer: Mailer {
    private let state = Mutex<(mails: [MailMessage], isBroken: Bool)>(([], false))

    struct Broken: Error {}

    var mails: [MailMessage] { state.withLock { $0.mails } }

    func breakDown() { state.withLock { $0.isBroken = true } }

    func send(_ message: MailMessage) async throws {
        try state.withLock { state in
            if state.isBroken { throw Broken() }
            state.mails.append(message)
        }
    }
}

extension TestReply {
    /// `[kind, message]` of a fault.
    var fault: [String] {
        get throws {
            guard let (kind, body) = try json.objectValue?.first else { return [] }
            return [kind, body["message"]?.stringValue ?? ""]
        }
    }

    /// The cookies that it sets, by name, without their attributes.
    var cookies: [String: String] {
        var cookies: [String: String] = [:]
        for header in headers[values: .setCookie] {
            let pair = header.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[String(pair[0])] = String(pair[1])
        }
        return cookies
    }
}
