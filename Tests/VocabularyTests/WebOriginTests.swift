import Testing
import Vocabulary

struct WebOriginTests {
    @Test(arguments: [
        ("https://Files.example.org:8443/pithos", "https", "files.example.org", "https://Files.example.org:8443"),
        ("http://127.0.0.1", "http", "127.0.0.1", "http://127.0.0.1"),
        ("http://[::1]:8080/x", "http", "[::1]", "http://[::1]:8080"),
    ])
    func anAddressHasAnOrigin(url: String, scheme: String, host: String, text: String) {
        let origin = WebOrigin(url: url)
        #expect(origin.scheme == scheme && origin.host == host && origin.url == text)
    }

    @Test(arguments: [
        ("http://a.org", "A.ORG:80", true), ("http://a.org:80", "a.org", true), ("http://a.org", "a.org:443", false),
        ("https://a.org", "a.org:443", true), ("https://a.org:443", "a.org", true),
        ("https://a.org", "a.org:80", false),
        ("http://a.org:81", "a.org", false), ("http://a.org:81", "a.org:81", true),
        ("http://[::1]:81", "[::1]:81", true),
        ("http://[::1]", "[::1]:80", true), ("http://[::1]", "[::2]", false), ("http://a.org", "", false),
    ])
    func aHostIsToldByNameAndPort(url: String, authority: String, isSame: Bool) {
        #expect(WebOrigin(url: url).isNamed(authority) == isSame)
        #expect(!WebOrigin(url: url).isNamed(nil))
    }
}
