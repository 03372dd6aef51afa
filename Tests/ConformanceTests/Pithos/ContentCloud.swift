import APISupport
import Astakos
import FoundationEssentials
import HTTPTypes
import PithosBackend
import TestHTTP
import VMBackends
import Vocabulary

@testable import Installation

/// A whole cloud without sockets, whose content has a host of its own: `files.test`, where the pages are at `127.0.0.1`.
/// Ada has a container with a page in it, Grace has an account.
struct ContentCloud: Sendable {
    let services: Services
    let client: TestClient
    let ada: User
    let grace: User

    static let pages = "http://127.0.0.1:9001"
    static let files = "http://files.test:9001"

    /// - Parameter settings: besides those of the host, in the environment's names.
    static func with(
        _ settings: [String: String] = [:], _ body: (ContentCloud) async throws -> Void
    ) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        let environment = ["SYNNEFO_PITHOS_UNSAFE_DOMAIN": "files.test:9001"].merging(settings) { $1 }
        var installed = try InstalledSettings(dataPath: path, settingsPath: nil, environment: environment)
        installed.listen(on: ListenAddress(host: "127.0.0.1", port: 9001))
        let services = try await Services.open(
            installed, backend: SimulatedBackend(mode: .manual), logger: .silent)
        do {
            // Without a first user, whose password takes its time.
            var registration = Registration(
                astakos: services.astakos, settings: installed.installation,
                addresses: try WrittenAddresses(path: path + "/component-urls.json"))
            try await registration.run()
            try await ViewRegistration(astakos: services.astakos, settings: installed).run()
            try await body(try await ContentCloud(services))
        } catch {
            await services.close()
            throw error
        }
        await services.close()
    }

    private init(_ services: Services) async throws {
        self.services = services
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let server = try await CloudServer(services, files: SharedFiles(path: root.path), logger: .silent)
        client = TestClient(server.responder, authority: "127.0.0.1:9001")
        func user(_ name: String) async throws -> User {
            try await services.astakos.users.createAccepted(
                NewUser(
                    email: "\(name)@example.org", firstName: name, lastName: "Test", password: nil, groups: []))
        }
        ada = try await user("ada")
        grace = try await user("grace")
        _ = try await store(.put, "c")
    }

    /// A browser in which somebody has logged in, or nobody.
    func browser(_ user: User? = nil) async throws -> TestBrowser {
        let browser = TestBrowser(client)
        if let user {
            let session = try await services.astakos.sessions.open(user)
            await browser.keep("sessionid", session.cookie, of: Self.pages)
        }
        return browser
    }

    /// The path of a view of an object in Ada's container.
    func view(_ name: String) -> String { "/pithos/ui/view/\(ada.uuid)/c/\(name)" }

    /// Ada's account by the API.
    @discardableResult
    func store(
        _ method: HTTPRequest.Method, _ path: String, _ headers: HTTPFields = [:], body: String = ""
    ) async throws -> TestReply {
        var headers = headers
        if body.isEmpty { headers[.contentLength] = "0" }
        return try await client.with(token: try await services.astakos.tokens.reveal(ada.id)).send(
            method, "/pithos/object-store/v1/\(ada.uuid)/\(path)", headers: headers, body: Array(body.utf8))
    }

    /// Stores a text.
    func put(_ name: String, _ body: String, _ headers: HTTPFields = [:]) async throws {
        var headers = headers
        if headers[.contentType] == nil { headers[.contentType] = "text/plain" }
        try await store(.put, "c/\(name)", headers, body: body)
    }
}
