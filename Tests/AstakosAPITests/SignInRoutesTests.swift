import Astakos
import HTTPTypes
import Settings
import TestHTTP
import Testing
import Vocabulary

@testable import AstakosAPI

/// identity.md 1.6, 3.6, 2.18, 7.2, 7.4.
@Suite struct SignInRoutesTests {
    @Test func theRightPasswordSetsBothCookiesAndLeadsOn() async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.form("local", "username=ada%40example.org&password=secret&next=")
        #expect(reply.status == 302)
        #expect(reply.headers[.location] == "http://localhost/astakos/ui/landing")
        #expect(reply.cookies["_pithos2_a"] == "\(identity.user.uuid)%7C\(identity.token)")
        #expect(reply.cookies["astakos_last_login_method"] == "local")
        let session = try #require(reply.cookies["sessionid"])
        let attributes = reply.headers[values: .setCookie]
        #expect(attributes.filter { $0.contains("HttpOnly") }.count == 2)
        #expect(attributes.allSatisfy { $0.contains("SameSite=Lax") && $0.contains("Path=/") })
        #expect(attributes.first { $0.hasPrefix("_pithos2_a") }?.contains("HttpOnly") == false)

        let menu = try await identity.client.send(
            .get, "/astakos/ui/get_menu", headers: [.cookie: "a=b; sessionid=\(session)"])
        #expect(try menu.json.elements().map { $0["name"] } == ["Ada@example.org", "Dashboard", "Sign out"])

        let logout = try await identity.client.send(
            .get, "/astakos/ui/logout", headers: [.cookie: "sessionid=\(session)"])
        #expect(logout.status == 301)
        #expect(logout.headers[.location] == "http://localhost/astakos/ui/")
        #expect(logout.cookies["sessionid"] == "" && logout.cookies["_pithos2_a"] == "")
        let after = try await identity.client.send(
            .get, "/astakos/ui/get_menu", headers: [.cookie: "sessionid=\(session)"])
        #expect(try after.json == [["url": "http://localhost/astakos/ui/", "name": "Sign in"]])
    }

    /// A form may lead to our own host only, through all redirects: a page goes on to where other programs are let in.
    @Test(arguments: ["/astakos/oauth2/auth?a=b&c=\"", "http://localhost/astakos/oauth2/auth/?a=b&c=%22"])
    func toOtherProgramsAPageGoesOnByItself(next: String) async throws {
        let identity = try await TestIdentity()
        let reply = try await identity.form(
            "local", "username=ada%40example.org&password=secret&next=\(PercentEncoding.encode(next))")
        #expect(reply.status == 200)
        #expect(reply.headers[.location] == nil)
        #expect(reply.cookies["sessionid"]?.isEmpty == false)
        #expect(reply.text.contains("content=\"0;url=http://localhost/astakos/oauth2/auth"))
        #expect(reply.text.contains("?a=b&amp;c="))
        #expect(!reply.text.contains("c=\"\""))
        #expect(reply.headers[.contentSecurityPolicy]?.contains("form-action") == false)
    }

    @Test(arguments: [
        (
            "/astakos/weblogin/login?next=pithos%3A%2F%2Fx",
            "http://localhost/astakos/weblogin/login?next=pithos%3A%2F%2Fx"
        ),
        ("/astakos/ui/approval_terms?next=%2F", "http://localhost/astakos/ui/approval_terms?next=%2F"),
        ("https://files.example.org/x", "https://files.example.org/x"),
    ])
    func soItDoesToNativeClientsAndOtherHosts(next: String, target: String) async throws {
        let identity = try await TestIdentity { $0.cookieDomain = ".example.org" }
        let reply = try await identity.form(
            "local", "username=ada%40example.org&password=secret&next=\(PercentEncoding.encode(next))")
        #expect(reply.status == 200)
        #expect(reply.text.contains("content=\"0;url=\(target)\""))
    }

    @Test func whoIsLoggedInGetsTheCurrentTokenOnTheWayBack() async throws {
        let identity = try await TestIdentity()
        let session = try await identity.services.sessions.open(identity.user)
        let current = "\(identity.user.uuid)%7C\(identity.token)"
        for (sent, set) in [("", current), ("; _pithos2_a=x%7Coutdated", current), ("; _pithos2_a=\(current)", nil)] {
            let reply = try await identity.client.send(
                .get, "/astakos/ui/login?next=%2Fui%2Ffiles", headers: [.cookie: "sessionid=\(session.cookie)\(sent)"])
            #expect(reply.status == 302)
            #expect(reply.headers[.location] == "http://localhost/ui/files")
            #expect(reply.cookies["_pithos2_a"] == set)
        }
    }

    @Test func aWrongPasswordShowsThePageAgain() async throws {
        let identity = try await TestIdentity { $0.loginTriesPerMinute = 1 }
        let wrong = try await identity.form("local", "username=ada%40example.org&password=x&next=/here")
        #expect(wrong.status == 200)
        #expect(wrong.text.hasPrefix("page ada@example.org /here "))
        #expect(wrong.text.hasSuffix("wrongCredentials"))
        #expect(wrong.cookies.keys.sorted() == ["csrftoken"])
        let throttled = try await identity.form("local", "username=ada%40example.org&password=secret")
        #expect(throttled.status == 429)
        let wait = try #require(throttled.headers[.retryAfter].flatMap { Int($0) })
        #expect((1...61).contains(wait))
    }

    @Test func formsOfOtherSitesAreRefused() async throws {
        let identity = try await TestIdentity()
        let page = try await identity.client.send(.get, "/astakos/ui/login")
        let token = try #require(page.cookies["csrftoken"])
        #expect(page.text.contains(token))
        let form = "username=ada%40example.org&password=secret"
        let refused: [HTTPFields] = [
            [.cookie: "csrftoken=\(token)"],
            [.origin: "http://evil.test"],
            [.secFetchSite: "cross-site"],
        ]
        for headers in refused {
            let reply = try await identity.form("local", form, headers: headers)
            #expect(reply.status == 403)
            #expect(reply.cookies["sessionid"] == nil)
        }
        let own = try await identity.form(
            "local", form + "&csrfmiddlewaretoken=\(token)",
            headers: [.cookie: "csrftoken=\(token)", .origin: "http://localhost"])
        #expect(own.status == 302)
    }

    @Test(arguments: [
        ("/cyclades/ui/", true), ("/", true), ("http://cloud.test/x", true), ("https://CLOUD.test:8443/x?y", true),
        ("http://a.example.org/", true), ("http://example.org", true),
        ("", false), ("//evil.test", false), ("/\\evil.test", false), ("http://evil.test/", false),
        ("http://evilexample.org/", false), ("http://example.org@evil.test/", false), ("javascript:alert(1)", false),
        ("landing", false), ("/a\nSet-Cookie: x", false), ("http:/evil.test", false), ("https:///evil.test", false),
        ("http://cloud.test:80.evil.test/", false), ("http://cloud.test:x/", false), ("http://cloud.test::80/", false),
    ])
    func nextLeadsNowhereElse(next: String, isSafe: Bool) {
        let safe = SafeNext(host: "cloud.test", domain: ".example.org")
        #expect(safe.checked(next) == (isSafe ? next : nil))
        #expect(SafeNext(host: "cloud.test", domain: "").checked("http://a.example.org/") == nil)
    }

    @Test func webLoginHandsTheTokenToNativeClientsOnly() async throws {
        let identity = try await TestIdentity()
        let path = "/astakos/weblogin/login"
        let anonymous = try await identity.client.send(.get, path + "?next=pithos%3A%2F%2Flogin&force=")
        #expect(
            anonymous.headers[.location]
                == "http://localhost/astakos/ui/login?next=http%3A%2F%2Flocalhost%2Fastakos%2Fweblogin%2Flogin%3Fnext%3Dpithos%253A%252F%252Flogin"
        )
        let session = try await identity.services.sessions.open(identity.user)
        let headers: HTTPFields = [.cookie: "sessionid=\(session.cookie)"]
        for target in ["", "?next=https%3A%2F%2Fevil.test", "?next=%2Fhere"] {
            #expect(try await identity.client.send(.get, path + target, headers: headers).status == 403)
        }
        let given = try await identity.client.send(.get, path + "?next=pithos%3A%2F%2Flogin%3Fa%3Db", headers: headers)
        #expect(given.headers[.location] == "pithos://login?token=\(identity.token)&uuid=\(identity.user.uuid)")

        let renewed = try await identity.client.send(.get, path + "?next=pithos%3A%2F%2Flogin&renew=", headers: headers)
        let location = try #require(renewed.headers[.location])
        #expect(!location.contains(identity.token))
        #expect(location.contains(try await identity.services.tokens.reveal(identity.user.id)))
        #expect(try await identity.services.sessions.lookup(session.cookie) == nil)
        let next = try #require(renewed.cookies["sessionid"])
        #expect(try await identity.services.sessions.lookup(next)?.user.id == identity.user.id)
    }

    @Test func theBasePathLeadsToThePages() async throws {
        let identity = try await TestIdentity()
        for path in ["/astakos", "/astakos/"] {
            let reply = try await identity.client.send(.get, path)
            #expect(reply.status == 301)
            #expect(reply.headers[.location] == "http://localhost/astakos/ui/")
        }
    }

    @Test func theBarsFeedsAreAlsoJSONP() async throws {
        let identity = try await TestIdentity {
            $0.componentsMeta = [
                "pithos": #"{"verbose_name": "Files", "dashboard": {"show": false}}"#, "wiki": #"{"order": 2}"#,
            ]
        }
        let list = try await identity.client.send(.get, "/astakos/ui/get_services").json.elements()
        #expect(list.map { $0["name"] } == ["astakos", "pithos", "wiki", "cyclades"])
        #expect(list[1]["verbose_name"] == "Files")
        #expect(list[1]["dashboard"]?["show"] == false)
        #expect(list[1]["dashboard"]?["order"] == 1)
        #expect(list[1]["url"] == "http://localhost/pithos/ui")
        let wrapped = try await identity.client.send(.get, "/astakos/ui/get_services?callback=a.b$")
        #expect(wrapped.headers[.contentType] == "application/javascript")
        #expect(wrapped.text.hasPrefix("a.b$([{") && wrapped.text.hasSuffix("}])"))
        #expect(try await identity.client.send(.get, "/astakos/ui/get_menu?callback=alert(1)//").status == 400)
    }
}
