import APISupport
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// object-storage.md 8.3: content on one host, pages on all others.
struct HostRuleTests {
    private static let files = WebOrigin(scheme: "https", authority: "files.example.org")
    private static let cloud = WebOrigin(scheme: "https", authority: "cloud.example.org:8443")

    private func client(_ rule: HostRule, at authority: String) -> TestClient {
        let service = APIService(ServiceProfile("x")) { _, context in .text("below \(context.path)") }
        return TestClient(
            CloudResponder(rule.applied(to: [Mount("/a", service)]), logger: .silent), authority: authority)
    }

    @Test(arguments: ["files.example.org", "FILES.Example.org", "files.example.org:443"])
    func onItsHostAServiceAnswersWhateverIsAsked(authority: String) async throws {
        let client = client(.only(on: Self.files), at: authority)
        for method in [HTTPRequest.Method.get, .post] {
            #expect(try await client.send(method, "/a/b?c").text == "below /b")
        }
    }

    @Test(arguments: [
        "cloud.example.org:8443", "localhost", "files.example.org:80", "files.example.org:8443", "files.example.org.uk",
        "x.files.example.org", "",
    ])
    func elsewhereABrowserIsSentThere(authority: String) async throws {
        let client = client(.only(on: Self.files), at: authority)
        let reply = try await client.send(.get, "/a/b%20%CF%86//../c?d=e&f=%2F&g")
        #expect(reply.status == 302)
        #expect(reply.headers[.location] == "https://files.example.org/a/b%20%CF%86//../c?d=e&f=%2F&g")
        #expect(reply.headers[.cacheControl] == "no-store")
        #expect(reply.headers[.referrerPolicy] == "no-referrer")
        #expect(try await client.send(.head, "/a").headers[.location] == "https://files.example.org/a")
        for method in [HTTPRequest.Method.post, .put, .delete, .options] {
            let refused = try await client.send(method, "/a/b")
            #expect(refused.status == 403)
            #expect(refused.headers[.location] == nil)
        }
    }

    @Test func theOtherWayRoundAServiceAnswersAnywhereBut() async throws {
        let rule = HostRule.never(on: Self.files, home: Self.cloud)
        for authority in ["cloud.example.org:8443", "localhost", ""] {
            #expect(try await client(rule, at: authority).send(.post, "/a/b").text == "below /b")
        }
        // Cookies know no ports, and the dot at a name's end makes it no other host.
        for authority in [
            "Files.example.org:443", "files.example.org:8443", "files.example.org:80", "files.example.org.",
        ] {
            let there = client(rule, at: authority)
            #expect(
                try await there.send(.get, "/a/b?c").headers[.location] == "https://cloud.example.org:8443/a/b?c")
            #expect(try await there.send(.post, "/a/b").status == 403)
        }
    }

    /// A token is for the host that it was sent to.
    @Test func aTokenInTheAddressStaysBehind() async throws {
        let client = client(.only(on: Self.files), at: "localhost")
        for (sent, kept) in [
            ("?X-Auth-Token=t", ""), ("?a=b&X-Auth-Token=t&c=d", "?a=b&c=d"), ("?X%2DAuth-Token=t&a", "?a"),
            ("?x=X-Auth-Token", "?x=X-Auth-Token"),
        ] {
            #expect(try await client.send(.get, "/a\(sent)").headers[.location] == "https://files.example.org/a\(kept)")
        }
    }

    /// What browsers encode by themselves is encoded, so that an address stays the same on its way.
    @Test func whatStandsInNoAddressIsEncoded() async throws {
        let client = client(.only(on: Self.files), at: "localhost")
        let reply = try await client.send(.get, "/a/\"<>\\^`{|}'?q=\"'")
        #expect(
            reply.headers[.location]
                == "https://files.example.org/a/%22%3C%3E%5C%5E%60%7B%7C%7D%27?q=%22%27")
    }
}
