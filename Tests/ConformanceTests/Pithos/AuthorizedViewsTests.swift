import APISupport
import Astakos
import HTTPTypes
import Installation
import TestHTTP
import Testing
import Vocabulary

/// object-storage.md 8.3: views on a host where nobody is logged in.
@Suite struct AuthorizedViewsTests {
    private static let files = ContentCloud.files
    private static let pages = ContentCloud.pages

    @Test func aViewGoesRoundByAstakosAndShowsTheObject() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("page.html", "<p>", [.contentType: "text/html"])
            let browser = try await cloud.browser(cloud.ada)
            let view = cloud.view("page.html")
            let reply = try await browser.visit(Self.files + view)
            #expect(reply.status == 200)
            #expect(reply.text == "<p>")
            #expect(reply.headers[.contentType] == "text/html")
            #expect(reply.headers[.xContentTypeOptions] == "nosniff")
            #expect(reply.headers[.contentSecurityPolicy] == "sandbox")
            #expect(reply.headers[.referrerPolicy] == "no-referrer")

            let visited = await browser.visited
            let here = PercentEncoding.encode(Self.files + view)
            let scope = PercentEncoding.encode("/\(cloud.ada.uuid)/c/page.html")
            try #require(visited.count == 4)
            #expect(
                visited[1] == "\(Self.pages)/astakos/oauth2/auth?response_type=code&client_id=pithos-view"
                    + "&redirect_uri=\(here)&state=&scope=\(scope)")
            #expect(visited[2].hasPrefix("\(Self.files)\(view)?code=") && visited[2].hasSuffix("&state="))
            #expect(visited[3].hasPrefix("\(Self.files)\(view)?access_token="))
            #expect(await browser.sent["files.test"] == [])
        }
    }

    /// Names may hold anything, and parameters are the object's.
    @Test(arguments: [
        ("two%20words", "?"), ("%CF%86%22%23%25.txt", "?disposition-type=attachment&"),
        ("a//b%2Fc", "?hashmap&format=xml&"),
        ("plus+plus", "?version=list&format=json&"), ("it's", "?a='&b&c=%20+&"), ("(x);y=z@,:!$&*", "?"),
    ])
    func nameAndParametersSurviveTheWay(name: String, query: String) async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put(name, "hello")
            let browser = try await cloud.browser(cloud.ada)
            let asked = query.dropLast()
            let reply = try await browser.visit(Self.files + cloud.view(name) + asked)
            #expect(reply.status == 200, "\(reply.text)")
            let last = try #require(await browser.visited.last)
            let kept = query.replacing("'", with: "%27")
            #expect(last.hasPrefix(Self.files + cloud.view(name).replacing("'", with: "%27") + kept + "access_token="))
            if query.contains("disposition") {
                #expect(reply.headers[.contentDisposition]?.hasPrefix("attachment; filename=") == true)
            }
            if query.contains("hashmap") { #expect(reply.text.contains("<object")) }
            if query.contains("version") { #expect(try reply.json["versions"]?.arrayValue?.count == 1) }
        }
    }

    @Test(arguments: ["a/../b", "..", "a%5C..%5Cb", String(repeating: "%CF%86", count: 830)])
    func aNameThatCannotMakeTheWayIsSaidToBe(name: String) async throws {
        try await ContentCloud.with { cloud in
            let reply = try await cloud.browser(cloud.ada).visit(Self.files + cloud.view(name))
            #expect(reply.status == 400)
        }
    }

    @Test func rangesConditionsAndHeadAreAnsweredAsByTheAPI() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("text", "0123456789")
            let browser = try await cloud.browser(cloud.ada)
            let view = Self.files + cloud.view("text")
            let part = try await browser.visit(view, .get, [.range: "bytes=2-4"])
            #expect(part.status == 206 && part.text == "234")
            #expect(try await browser.visit(view, .get, [.range: "bytes=10-"]).status == 416)
            let tag = try #require(part.headers[.eTag])
            #expect(try await browser.visit(view, .get, [.ifNoneMatch: tag]).status == 304)
            #expect(try await browser.visit(view, .get, [.ifMatch: "x"]).status == 412)
            let head = try await browser.visit(view, .head)
            #expect(head.status == 200 && head.headers[.contentLength] == "10" && head.body.isEmpty)
        }
    }

    @Test func whoIsNotLoggedInLogsInOnTheWay() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("text", "hello")
            try await cloud.services.astakos.users.setPassword("secret-Passw0rd", of: cloud.ada.id)
            let browser = try await cloud.browser()
            let page = try await browser.visit(Self.files + cloud.view("text"))
            #expect(page.status == 200 && page.text.contains("name=\"password\""))
            // The form itself leads nowhere else.
            #expect(page.headers[.contentSecurityPolicy]?.contains("form-action 'self';") == true)
            let login = try #require(await browser.visited.last)
            #expect(login.hasPrefix(Self.pages + "/astakos/ui/login?next="))
            let next = try #require(login.split(separator: "next=").last)
            let token = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("csrftoken=") })
            let form =
                "username=ada%40example.org&password=secret-Passw0rd&next=\(next)"
                + "&csrfmiddlewaretoken=\(token.dropFirst("csrftoken=".count).prefix { $0 != ";" })"
            let reply = try await browser.visit(Self.pages + "/astakos/ui/local", .post, form: form)
            #expect(reply.text == "hello")
            #expect(await browser.sent["files.test"] == [])
        }
    }

    @Test func othersSeeWhatIsSharedAndNothingElse() async throws {
        try await ContentCloud.with { cloud in
            let sharing: HTTPFields = [HTTPField.Name("X-Object-Sharing") ?? .accept: "read=\(cloud.grace.uuid)"]
            try await cloud.put("shared", "for grace", sharing)
            try await cloud.put("private", "for ada")
            let browser = try await cloud.browser(cloud.grace)
            #expect(try await browser.visit(Self.files + cloud.view("shared")).text == "for grace")
            for (name, status) in [("private", 403), ("none", 403)] {
                let page = try await browser.visit(Self.files + cloud.view(name))
                #expect(page.status == status)
                #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
                #expect(page.headers[.referrerPolicy] == "no-referrer")
            }
            let own = try await cloud.browser(cloud.ada)
            #expect(try await own.visit(Self.files + cloud.view("none")).status == 404)
        }
    }

    /// One token opens one object, for as long as the account is as it was.
    @Test func aTokenThatIsNotGoodLeadsRoundOnceMore() async throws {
        try await ContentCloud.with { cloud in
            for name in ["one", "two"] { try await cloud.put(name, name) }
            let browser = try await cloud.browser(cloud.ada)
            _ = try await browser.visit(Self.files + cloud.view("one?a=b"))
            let first = try #require(await browser.visited.last)
            #expect(try await browser.visit(first).text == "one")
            #expect(await browser.visited.count == 1)

            let token = try #require(first.split(separator: "access_token=").last)
            #expect(try await browser.visit(Self.files + cloud.view("two?access_token=\(token)")).text == "two")
            #expect(await browser.visited.count == 5)
            for query in ["access_token=nonsense", "access_token=", "access_token=x&state=&code=y"] {
                #expect(try await browser.visit(Self.files + cloud.view("one?\(query)&a=b")).text == "one")
                #expect(await browser.visited.last?.hasPrefix(Self.files + cloud.view("one?a=b&access_token=")) == true)
            }
            _ = try await cloud.services.astakos.tokens.renew(cloud.ada.id)
            #expect(try await browser.visit(first).text == "one")
            #expect(await browser.visited.count == 5)
        }
    }

    /// A browser that was sent back with a code that is not good would be sent round for ever.
    @Test func aCodeThatIsNotGoodEndsTheJourney() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("one", "one")
            let browser = try await cloud.browser(cloud.ada)
            _ = try await browser.visit(Self.files + cloud.view("one"))
            let used = await browser.visited[2]
            for address in [used, Self.files + cloud.view("one?code=nonsense&state=")] {
                let page = try await browser.visit(address)
                #expect(page.status == 403)
                #expect(page.headers[.contentType]?.hasPrefix("text/html") == true)
                #expect(await browser.visited.count == 1)
            }
            // New terms between the consent and the code: it is worth nothing, and nobody is sent round.
            let reply = try await browser.visit(Self.files + cloud.view("one"), stop: "code=")
            #expect(reply.status == 302)
            let fresh = try #require(await browser.visited.last)
            _ = try await cloud.services.astakos.terms.add(location: "/etc/terms.html")
            #expect(try await browser.visit(fresh).status == 403)
        }
    }

    @Test func neitherCookiesNorTheAPIsTokensCountThere() async throws {
        try await ContentCloud.with { cloud in
            try await cloud.put("one", "one")
            let token = try await cloud.services.astakos.tokens.reveal(cloud.ada.id)
            var client = cloud.client.with(token: token)
            client.authority = "files.test:9001"
            let cookie = "_pithos2_a=\(cloud.ada.uuid)%7C\(token)"
            let reply = try await client.send(
                .get, cloud.view("one?X-Auth-Token=\(token)"), headers: [.cookie: cookie])
            #expect(reply.status == 302)
            #expect(reply.headers[.cacheControl] == "no-store")
            #expect(reply.headers[.location]?.contains("/oauth2/auth?") == true)
            #expect(reply.headers[.location]?.contains(token) == false)
        }
    }

    @Test func whatIsNoObjectOrNoReadingIsRefusedThere() async throws {
        try await ContentCloud.with { cloud in
            let browser = try await cloud.browser(cloud.ada)
            #expect(try await browser.visit(Self.files + "/pithos/ui/view/\(cloud.ada.uuid)/c").status == 404)
            let post = try await browser.visit(Self.files + cloud.view("one"), .post, form: "a=b")
            #expect(post.status == 405)
            #expect(post.headers[.allow] == "GET, HEAD")
        }
    }

    @Test func withCredentialsTheClientIsTheirs() async throws {
        let settings = ["SYNNEFO_PITHOS_OAUTH2_CLIENT_CREDENTIALS": "[\"viewer\", \"hush\"]"]
        try await ContentCloud.with(settings) { cloud in
            try await cloud.put("one", "one")
            let browser = try await cloud.browser(cloud.ada)
            #expect(try await browser.visit(Self.files + cloud.view("one")).text == "one")
            let client = try await cloud.services.astakos.oauthClients.find("viewer")
            #expect(client.redirectURLs == [Self.files + "/pithos/ui/view"])
        }
    }
}
