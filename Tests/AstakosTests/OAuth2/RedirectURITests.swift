import Testing
import Vocabulary

@testable import Astakos

/// identity.md 8.9: "a request URL is valid if equal or below one of them by path prefix".
struct RedirectURITests {
    private static let client = [
        "https://files.example.org/pithos/ui/view", "http://localhost:8081/view/", "https://[2001:DB8::1]:8443/a",
        "https://plain.example.org",
    ]

    private func isAllowed(_ address: String) -> Bool {
        OAuthClient(
            id: .init(1), identifier: "x", kind: .public, isTrusted: false, created: .init(seconds: 0),
            redirectURLs: Self.client
        ).allows(address)
    }

    @Test(arguments: [
        "https://files.example.org/pithos/ui/view", "https://files.example.org/pithos/ui/view/",
        "https://files.example.org/pithos/ui/view/a/b/c", "https://FILES.example.ORG:443/pithos/ui/view/a",
        "HTTPS://files.example.org/pithos/ui/view?a=b&c", "https://files.example.org/pithos/ui/view/a?x=/../b",
        "https://files.example.org/pithos/ui/view/a..b/...", "https://files.example.org/pithos/ui/view//a",
        "https://files.example.org/pithos/ui/view/%252e%252e/a", "https://files.example.org/pithos/ui/view/%CF%86@:,",
        "http://localhost:8081/view", "http://localhost:8081/view/x", "https://[2001:db8::1]:8443/a/b",
        "https://plain.example.org", "https://plain.example.org/", "https://plain.example.org/any/where",
        "https://plain.example.org?a=b", "https://plain.example.org:/",
    ])
    func whatIsTheAddressOrBelowItIsAllowed(address: String) {
        #expect(isAllowed(address))
    }

    @Test(arguments: [
        // Another place.
        "https://files.example.org/pithos/ui/viewer", "https://files.example.org/pithos/ui/",
        "https://files.example.org/",
        "https://files.example.org/PITHOS/ui/view", "https://files.example.org/pithos%2Fui%2Fview",
        "http://files.example.org/pithos/ui/view", "https://files.example.org:8443/pithos/ui/view",
        "http://localhost/view", "http://localhost:80/view", "https://[2001:db8::2]:8443/a",
        "https://files.example.org.evil.test/pithos/ui/view", "https://evil.test/pithos/ui/view",
        // A way out.
        "https://files.example.org/pithos/ui/view/../x", "https://files.example.org/pithos/ui/view/..",
        "https://files.example.org/pithos/ui/view/%2e%2E/x", "https://files.example.org/pithos/ui/view/.%2e/x",
        "https://files.example.org/pithos/ui/view/a%2F..%2F..", "https://files.example.org/pithos/ui/view/a%5C..%5Cx",
        "https://files.example.org/pithos/ui/view/\\..\\x", "https://plain.example.org/..",
        // Not what it seems.
        "https://evil.test@files.example.org/pithos/ui/view", "https://files.example.org@evil.test/pithos/ui/view",
        "https://plain.example.org@evil.test", "https://plain.example.org:443@evil.test/",
        "https://plain.example.org:x/", "https://plain.example.org:65536/",
        "https://plain.example.org\\@evil.test", "https://plain.example.org/#a", "//plain.example.org/",
        "https:plain.example.org", "https:///plain.example.org", "javascript://plain.example.org/%0aalert(1)",
        "ftp://plain.example.org/", "https://plain.example.org/a b", "https://plain.example.org/a\\b",
        "https://plain.example.org/a\r\nX: y",
        "https://plain.example.org/\u{e9}", "https://plain.example.org/\"", " https://plain.example.org", "",
        "https://[2001:db8::1/a", "https://?a", "/pithos/ui/view",
    ])
    func allElseIsNot(address: String) {
        #expect(!isAllowed(address))
    }

    @Test func anAddressHasItsLength() {
        let base = "https://plain.example.org/"
        #expect(isAllowed(base + String(repeating: "a", count: 5000 - base.utf8.count)))
        #expect(!isAllowed(base + String(repeating: "a", count: 5001 - base.utf8.count)))
    }
}
