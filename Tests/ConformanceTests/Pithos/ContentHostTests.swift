import Astakos
import FoundationEssentials
import HTTPTypes
import Settings
import TestHTTP
import Testing
import VMBackends

@testable import Installation

/// object-storage.md 8.3: what answers on the host of users' content, and what does not.
@Suite struct ContentHostTests {
    private static let files = ContentCloud.files
    private static let pages = ContentCloud.pages

    @Test func contentIsShownOnItsHostOnly() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("page", "<p>", [HTTPField.Name("X-Object-Public") ?? .accept: "true"])
            let fields = try await cloud.store(.head, "c/page").headers
            let link = try #require(fields.first { $0.name.canonicalName == "x-object-public" }?.value)
            #expect(link.hasPrefix("\(Self.pages)/pithos/public/"))
            let browser = try await cloud.browser(cloud.ada)
            let shown = try await browser.visit(link + "?disposition-type=inline")
            #expect(shown.status == 200 && shown.text == "<p>")
            let path = String(link.dropFirst(Self.pages.count))
            #expect(await browser.visited.last == Self.files + path + "?disposition-type=inline")
            #expect(try await browser.visit(Self.pages + cloud.view("page?version=list")).status == 200)
            #expect(await browser.visited[1] == Self.files + cloud.view("page?version=list"))
            for path in [path, cloud.view("page")] {
                #expect(try await cloud.client.send(.post, path).status == 403)
                #expect(try await cloud.client.send(.delete, path).status == 403)
            }
        }
    }

    @Test func nobodyLogsInThere() async throws {
        try await ContentCloud.with { cloud in
            var there = cloud.client
            there.authority = "FILES.test:9001"
            for path in [
                "/", "/ui", "/ui/files", "/ui/config.json", "/astakos", "/astakos/ui/login?next=/ui",
                "/astakos/ui/landing",
                "/astakos/weblogin/login?next=pithos://x", "/astakos/oauth2/auth?response_type=code", "/cyclades/ui",
                "/pithos/ui", "/nothing/here",
            ] {
                let reply = try await there.send(.get, path)
                #expect(reply.status == 302, "\(path)")
                #expect(reply.headers[.location] == Self.pages + path)
                #expect(reply.headers[values: .setCookie].isEmpty)
            }
            for path in ["/astakos/ui/local", "/astakos/oauth2/auth", "/astakos/oauth2/token/", "/ui"] {
                #expect(try await there.send(.post, path).status == 403, "\(path)")
            }
        }
    }

    @Test func theAPIsAnswerOnEveryHost() async throws {
        try await ContentCloud.with { cloud in
            var there = cloud.client.with(token: try await cloud.services.astakos.tokens.reveal(cloud.ada.id))
            there.authority = "files.test:9001"
            let account = "/pithos/object-store/v1/\(cloud.ada.uuid)"
            #expect(try await there.send(.get, account).status == 200)
            #expect(try await there.send(.put, account + "/d", headers: [.contentLength: "0"]).status == 201)
            #expect(try await there.send(.get, "/astakos/account/v1.0/authenticate").status == 200)
            #expect(try await there.send(.post, "/astakos/identity/v2.0/tokens").status == 200)
            #expect(try await there.send(.get, "/cyclades/compute/v2.0/servers").status == 200)
            #expect(try await there.send(.get, "/healthz").status == 200)
        }
    }

    private func catalog(_ services: Services) async throws -> [String: String] {
        let endpoints = try await services.astakos.registry.list().map { ($0.name, $0.endpoints.first?["publicURL"]) }
        return Dictionary(uniqueKeysWithValues: endpoints.map { ($0, $1 ?? "") })
    }

    private func start(
        _ path: String, domain: String, port: Int, _ body: (Services) async throws -> Void
    ) async throws {
        let settings = ["SYNNEFO_PITHOS_UNSAFE_DOMAIN": domain]
        try await TestInstallation.start(path, port: port, settings: settings, body)
    }

    /// 0.14.2 has eight services; the ninth comes with the host.
    @Test func theCatalogHasTheNinthServiceOnceThereIsAHost() async throws {
        try await TestInstallation.withFolder { path in
            try await start(path, domain: "", port: 9001) { services in
                let (catalog, clients) = (try await catalog(services), try await services.astakos.oauthClients.list())
                #expect(catalog.count == 8 && clients.isEmpty)
            }
            try await start(path, domain: "files.test", port: 9001) { services in
                let catalog = try await catalog(services)
                #expect(catalog["astakos_oauth2"] == "http://127.0.0.1:9001/astakos/oauth2")
                let last = try #require(try await services.astakos.registry.list().last)
                #expect(last.type == "astakos_auth" && last.component == "astakos")
            }
            try await start(path, domain: "other.test", port: 9001) { services in
                let client = try await services.astakos.oauthClients.find("pithos-view")
                #expect(
                    client.redirectURLs == ["http://files.test/pithos/ui/view", "http://other.test/pithos/ui/view"])
            }
            // It stays, and its address is kept right.
            try await start(path, domain: "", port: 9002) { services in
                let catalog = try await catalog(services)
                #expect(catalog["astakos_oauth2"] == "http://127.0.0.1:9002/astakos/oauth2")
            }
        }
    }

    @Test func aHostThatCookiesAreSentToIsRefusedAtTheStart() async throws {
        for settings in [
            ["SYNNEFO_PITHOS_UNSAFE_DOMAIN": "127.0.0.1:9999"],
            ["SYNNEFO_PITHOS_UNSAFE_DOMAIN": "files.test", "SYNNEFO_ASTAKOS_COOKIE_DOMAIN": ".test"],
        ] {
            let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
            let installed = try InstalledSettings(dataPath: path, settingsPath: nil, environment: settings)
            await #expect(throws: SettingsError.self) {
                _ = try await Cloud(installed, files: SharedFiles(path: "/nonexistent"), logger: .silent)
            }
            #expect(!FileManager.default.fileExists(atPath: path))
        }
    }
}
