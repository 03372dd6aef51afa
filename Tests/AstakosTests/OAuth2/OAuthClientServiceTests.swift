import Astakos
import TestEngines
import Testing
import Vocabulary

/// identity.md 8.9, 8.12.
@Suite struct OAuthClientServiceTests {
    private static let url = "https://files.example.org/view"

    @Test(arguments: TestEngine.available)
    func aClientIsAddedListedAndRemoved(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let clients = astakos.services.oauthClients
        let (web, secret) = try await clients.add(
            "web", isTrusted: true, urls: [Self.url, "http://localhost:1/b"])
        #expect(secret?.utf8.count == 43)
        #expect(web.isTrusted && web.kind == .confidential)
        let (phone, none) = try await clients.add("phone", kind: .public, urls: [Self.url])
        #expect(none == nil && !phone.isTrusted)
        #expect(try await clients.list() == [web, phone])
        #expect(try await clients.list().map(\.redirectURLs) == [[Self.url, "http://localhost:1/b"], [Self.url]])
        #expect(try await clients.find("web") == web)
        #expect(try await clients.find("\(phone.id)") == phone)
        try await clients.remove(web.id)
        #expect(try await clients.list() == [phone])
        #expect(try await clients.lookup("web") == nil)
        let fault = await #expect(throws: Fault.self) { try await clients.find("web") }
        #expect(fault?.kind == .itemNotFound)
    }

    @Test func whatNoClientCanBeIsRefused() async throws {
        let clients = try await TestAstakos(.sqlite).services.oauthClients
        _ = try await clients.add("web", urls: [Self.url])
        let fault = await #expect(throws: Fault.self) { try await clients.add("web", urls: [Self.url]) }
        #expect(fault?.kind == .conflict)
        for (identifier, urls) in [
            ("", [Self.url]), ("a:b", [Self.url]), ("a\n", [Self.url]), ("a", []), ("a", ["example.org"]),
            ("a", ["https://example.org/?a=b"]), ("a", ["https://example.org/#a"]), ("a", ["https://a@example.org/"]),
            ("a", ["https://example.org/../a"]), ("a", [Self.url, "ftp://example.org"]),
        ] {
            let fault = await #expect(throws: Fault.self) { try await clients.add(identifier, urls: urls) }
            #expect(fault?.kind == .badRequest, "\(identifier) \(urls)")
        }
        await #expect(throws: Fault.self) {
            try await clients.add("b", secret: "s", kind: .public, urls: [Self.url])
        }
        await #expect(throws: Fault.self) { try await clients.add("b", secret: "", urls: [Self.url]) }
        #expect(try await clients.list().count == 1)
    }

    /// At every start, so what operators did has to last.
    @Test(arguments: TestEngine.available)
    func aPartOfTheCloudIsMadeKnown(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let clients = astakos.services.oauthClients
        for _ in 1...2 { try await clients.ensure("pithos-view", secret: nil, url: Self.url) }
        let made = try await clients.find("pithos-view")
        #expect(made.isTrusted && made.kind == .confidential && made.redirectURLs == [Self.url])
        try await clients.ensure("pithos-view", secret: nil, url: "https://other.example.org/view")
        #expect(
            try await clients.find("pithos-view").redirectURLs == [Self.url, "https://other.example.org/view"])

        _ = try await clients.add("other", kind: .public, urls: ["http://localhost:1/"])
        try await clients.ensure("other", secret: "hush", url: Self.url)
        let other = try await clients.find("other")
        #expect(other.isTrusted && other.kind == .confidential)
        #expect(other.redirectURLs == ["http://localhost:1/", Self.url])
    }

    /// A secret that nobody knows lets nobody in; one that was given lasts until another one is.
    @Test func aSecretIsKeptUntilAnotherOneIsGiven() async throws {
        let astakos = try await TestAstakos(.sqlite)
        let user = try await astakos.user()
        let clients = astakos.services.oauthClients
        func works(_ secret: String?) async throws -> Bool {
            let client = try await clients.find("views")
            let code = try await astakos.services.oauthGrants.authorize(
                client, redirectURI: Self.url, scope: "/", user: user.id)
            let token = try? await astakos.services.oauthGrants.redeem(
                code, of: "views", secret: secret, redirectURI: Self.url)
            return token != nil
        }
        try await clients.ensure("views", secret: nil, url: Self.url)
        #expect(try await !works(nil))
        #expect(try await !works(""))
        try await clients.ensure("views", secret: "hush", url: Self.url)
        #expect(try await works("hush"))
        try await clients.ensure("views", secret: nil, url: Self.url)
        #expect(try await works("hush"))
        try await clients.ensure("views", secret: "other", url: Self.url)
        #expect(try await !works("hush"))
        #expect(try await works("other"))
    }
}
