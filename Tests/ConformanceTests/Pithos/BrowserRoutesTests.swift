import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// Public links and views: content in a browser.
struct BrowserRoutesTests {
    private static let view = "/pithos/ui/view/\(PithosCloud.alice)/c"
    private static let cookie = ["Cookie": "a=b; _pithos2_a=\"\(PithosCloud.alice)%7C\(PithosCloud.alice)\""]

    private func filled() async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/page.html", "<p>", ["Content-Type": "text/html", "X-Object-Public": "true"])
        try await cloud.put("c/a/%CF%86%22.png", "png", ["Content-Type": "image/png", "X-Object-Public": "true"])
        return cloud
    }

    private func link(_ cloud: PithosCloud, _ name: String) async throws -> String {
        let link = try await cloud.send("HEAD", "c/\(name)").headers.first {
            $0.name.canonicalName == "x-object-public"
        }
        return String(try #require(link?.value.split(separator: "example.org").last))
    }

    @Test func aViewIsTheObjectForWhoeverIsLoggedIn() async throws {
        let cloud = try await filled()
        let whole = try await cloud.send("GET", "\(Self.view)/page.html", Self.cookie, user: nil)
        #expect(whole.status == 200)
        #expect(whole.text == "<p>")
        #expect(whole.headers[.contentType] == "text/html")
        let part = Self.cookie.merging(["Range": "bytes=1-1"]) { $1 }
        #expect(try await cloud.send("GET", "\(Self.view)/page.html", part, user: nil).status == 206)
        let known = Self.cookie.merging(["If-None-Match": whole.headers[.eTag] ?? ""]) { $1 }
        #expect(try await cloud.send("GET", "\(Self.view)/page.html", known, user: nil).status == 304)
        #expect(try await cloud.send("HEAD", "\(Self.view)/page.html", Self.cookie, user: nil).status == 200)
        let versions = try await cloud.send("GET", "\(Self.view)/page.html?version=list", Self.cookie, user: nil)
        #expect(try versions.json["versions"]?.arrayValue?.count == 1)
        #expect(try await cloud.send("GET", "\(Self.view)/none", Self.cookie, user: nil).status == 404)
        #expect(try await cloud.send("GET", Self.view, Self.cookie, user: nil).status == 404)
        #expect(try await cloud.send("POST", "\(Self.view)/page.html", Self.cookie, user: nil).status == 405)
    }

    @Test func aQuerysTokenWinsOverTheCookie() async throws {
        let cloud = try await filled()
        let asBob = "\(Self.view)/page.html?X-Auth-Token=\(PithosCloud.bob)"
        #expect(try await cloud.send("GET", asBob, Self.cookie, user: nil).status == 403)
    }

    @Test func whoIsNotLoggedInIsSentToLogIn() async throws {
        let cloud = try await filled()
        let browser = ["Accept": "text/html,*/*"]
        for cookie in [[:], ["Cookie": "_pithos2_a=x%7Cexpired"], ["Cookie": "_pithos2_a=nonsense"]] {
            let sent = try await cloud.send(
                "GET", "\(Self.view)/page.html?a=b", browser.merging(cookie) { $1 }, user: nil)
            #expect(sent.status == 302)
            let path = "%2Fpithos%2Fui%2Fview%2F\(PithosCloud.alice)%2Fc%2Fpage.html%3Fa%3Db"
            #expect(sent.headers[.location] == "/astakos/ui/login?next=\(path)")
            #expect(try await cloud.send("GET", "\(Self.view)/page.html", cookie, user: nil).status == 403)
        }
    }

    /// A page somebody uploaded shall not act with the cookies of whoever looks at it.
    @Test func whatCouldActIsShownInASandbox() async throws {
        let cloud = try await filled()
        let page = try await link(cloud, "page.html")
        for path in ["\(Self.view)/page.html", page, "\(page)?disposition-type=inline"] {
            let reply = try await cloud.send("GET", path, Self.cookie, user: nil)
            #expect(reply.headers[.contentSecurityPolicy] == "sandbox", "\(path)")
        }
        #expect(try await cloud.send("GET", "c/page.html").headers[.contentSecurityPolicy] == "sandbox")
        #expect(try await cloud.send("GET", "c/a/%CF%86%22.png").headers[.contentSecurityPolicy] == nil)
        try await cloud.put("c/x.svg", "<svg>", ["Content-Type": "image/svg+xml"])
        #expect(try await cloud.send("GET", "c/x.svg").headers[.contentSecurityPolicy] == "sandbox")
        try await cloud.put("c/untyped", "<p>", ["Content-Type": ""])
        #expect(try await cloud.send("GET", "c/untyped").headers[.contentSecurityPolicy] == "sandbox")
    }

    @Test func theAskedDispositionNamesTheFile() async throws {
        let cloud = try await filled()
        let name = "filename=\"__.png\"; filename*=UTF-8''%CF%86%22.png"
        for path in ["c/a/%CF%86%22.png", "\(Self.view)/a/%CF%86%22.png", try await link(cloud, "a/%CF%86%22.png")] {
            func disposition(_ query: String) async throws -> String? {
                let reply = try await cloud.send("GET", path + query, Self.cookie)
                return reply.headers[.contentDisposition]
            }
            #expect(try await disposition("?disposition-type=inline") == "inline; \(name)")
            #expect(try await disposition("?disposition-type=attachment") == "attachment; \(name)")
        }
        let shared = try await cloud.send("GET", try await link(cloud, "a/%CF%86%22.png"))
        #expect(shared.headers[.contentDisposition] == "attachment; filename=%CF%86%22.png")
        #expect(try await cloud.send("GET", "c/a/%CF%86%22.png?disposition-type=x").headers[.contentDisposition] == nil)
        try await cloud.put("c/own", "x", ["Content-Disposition": "attachment; filename=own"])
        #expect(try await cloud.send("GET", "c/own").headers[.contentDisposition] == "attachment; filename=own")
        #expect(
            try await cloud.send("GET", "c/own?disposition-type=inline").headers[.contentDisposition]
                == "inline; filename=\"own\"; filename*=UTF-8''own")
    }

    @Test func aPublicLinkKnowsRangesAndConditions() async throws {
        let cloud = try await filled()
        let page = try await link(cloud, "page.html")
        let whole = try await cloud.send("GET", page, user: nil)
        let tag = try #require(whole.headers[.eTag])
        #expect(whole.headers[.contentDisposition] == "attachment; filename=page.html")
        #expect(whole.headers.contains { $0.name.canonicalName.hasPrefix("x-object") } == false)
        #expect(try await cloud.send("GET", page, ["If-None-Match": "\"\(tag)\""], user: nil).status == 304)
        #expect(try await cloud.send("GET", page, ["If-Match": "x"], user: nil).status == 412)
        #expect(try await cloud.send("HEAD", page, ["If-Match": "x"], user: nil).status == 200)
        #expect(try await cloud.send("GET", page, ["Range": "bytes=3-"], user: nil).status == 416)
        let parts = try await cloud.send("GET", page, ["Range": "bytes=2-2,0-0"], user: nil)
        #expect(parts.status == 206)
        #expect(parts.text.contains("Content-Range: bytes 2-2/3\r\nContent-Transfer-Encoding: binary\r\n\r\n>\r\n--"))
        #expect(try await cloud.send("POST", "c/page.html?update", ["X-Object-Public": "false"]).status == 202)
        #expect(try await cloud.send("GET", page, user: nil).status == 404)
    }

    /// Some of what it names is not public: what is known of the object itself is told, as in the API.
    @Test func aLinkToAManifestOfSecretsHasAHead() async throws {
        let cloud = try await filled()
        try await cloud.put("c/parts/1", "secret")
        try await cloud.put("c/all", "", ["X-Object-Manifest": "c/parts/", "X-Object-Public": "true"])
        let all = try await link(cloud, "all")
        let head = try await cloud.send("HEAD", all, user: nil)
        #expect(head.status == 200)
        #expect(head.headers[.contentLength] == "0")
        #expect(try await cloud.send("GET", all, user: nil).status == 404)
    }

    /// A link on a page whose address is in an old encoding leads here all the same.
    @Test func whatBrowsersTellOfOtherPagesDoesNotMatter() async throws {
        let cloud = try await filled()
        let headers = ["Referer": "http://example.org/?q=%E9", "Cookie": "a=%E9", "User-Agent": "Müller%E9"]
        #expect(try await cloud.send("GET", try await link(cloud, "page.html"), headers, user: nil).text == "<p>")
        let named = try await cloud.put("c/x", "x", ["X-Object-Meta-Name": "%E9"])
        #expect(named.status == 400)
        #expect(named.text.lowercased().contains("x-object-meta-name"), "\(named.text)")
    }
}
