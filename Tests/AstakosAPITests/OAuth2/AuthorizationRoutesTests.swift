import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// identity.md 8.9: `GET` and `POST {BASE}/oauth2/auth`.
@Suite struct AuthorizationRoutesTests {
    @Test(arguments: ["", "/"])
    func aTrustedClientGetsACodeAtOnce(slash: String) async throws {
        let oauth = try await OAuthIdentity()
        let reply = try await oauth.ask(
            OAuthIdentity.query(), cookie: try await oauth.session(), slash: slash)
        #expect(reply.status == 302)
        #expect(reply.isKeptToItself)
        let location = try #require(reply.headers[.location])
        let prefix = OAuthIdentity.asked + "&code="
        #expect(location.hasPrefix(prefix) && location.hasSuffix("&state=x%20y"))
        let code = String(location.dropFirst(prefix.count).prefix { $0 != "&" })
        #expect(code.utf8.count == 60)
        #expect(try await oauth.redeem(OAuthIdentity.form(code)).status == 200)
    }

    @Test(arguments: [
        ("https://files.example.org/view", "?"), ("https://files.example.org/view?", ""),
        ("https://files.example.org/view?a", "&"), ("https://files.example.org/view?a&", ""),
    ])
    func theCodeJoinsTheQueryThatIsThere(address: String, separator: String) async throws {
        let oauth = try await OAuthIdentity()
        let query = OAuthIdentity.query(["redirect_uri": address, "state": String?.none])
        let location = try await oauth.ask(query, cookie: try await oauth.session()).headers[.location]
        #expect(location?.hasPrefix("\(address)\(separator)code=") == true)
        #expect(location?.contains("state") == false)
    }

    /// An empty state comes back too (RFC 6749 4.1.2).
    @Test func whatWasSentAsStateComesBack() async throws {
        let oauth = try await OAuthIdentity()
        let location = try await oauth.ask(
            OAuthIdentity.query(["state": ""]), cookie: try await oauth.session()
        ).headers[.location]
        #expect(location?.hasSuffix("&state=") == true)
    }

    @Test(arguments: [(HTTPRequest.Method.get, "views"), (.head, "views"), (.get, "other")])
    func whoIsNotLoggedInLogsInFirst(method: HTTPRequest.Method, client: String) async throws {
        let oauth = try await OAuthIdentity()
        for cookie in [nil, "sessionid=nonsense"] {
            let reply = try await oauth.ask(
                OAuthIdentity.query(["client_id": client]), cookie: cookie, method: method)
            #expect(reply.status == 302)
            #expect(reply.isKeptToItself)
            let prefix = "http://localhost/astakos/ui/login?next="
            let location = try #require(reply.headers[.location])
            #expect(location.hasPrefix(prefix))
            let next = try #require(PercentEncoding.decode(location.dropFirst(prefix.count)))
            #expect(next.hasPrefix("/astakos/oauth2/auth?response_type=code&client_id=\(client)&redirect_uri="))

            // From there one gets back here.
            let form = "username=ada%40example.org&password=secret&next=\(PercentEncoding.encode(next))"
            let login = try await oauth.identity.form("local", form)
            #expect(login.text.contains("content=\"0;url=http://localhost\(next.replacing("&", with: "&amp;"))\""))
            let session = "sessionid=\(login.cookies["sessionid"] ?? "")"
            let back = try await oauth.identity.client.send(.get, next, headers: [.cookie: session])
            #expect(back.status == (client == "views" ? 302 : 200))
        }
    }

    /// Names of objects are long, and are encoded twice on the way to the log-in.
    @Test func aLongAddressSurvivesTheLogIn() async throws {
        let oauth = try await OAuthIdentity()
        let address = OAuthIdentity.url + "/" + String(repeating: "%CF%86", count: 800)
        let reply = try await oauth.ask(OAuthIdentity.query(["redirect_uri": address, "scope": "/a"]))
        let location = try #require(reply.headers[.location])
        let page = try await oauth.identity.client.send(
            .get, String(location.dropFirst("http://localhost".count)))
        #expect(page.text.contains(PercentEncoding.encode(address)))
    }

    @Test func whoHasToSignTheTermsSignsThemFirst() async throws {
        let oauth = try await OAuthIdentity()
        let session = try await oauth.session()
        _ = try await oauth.identity.services.terms.add(location: "/etc/terms.html")
        let reply = try await oauth.ask(OAuthIdentity.query(), cookie: session)
        #expect(reply.status == 302)
        let page = "http://localhost/astakos/ui/approval_terms?next=%2Fastakos%2Foauth2%2Fauth%3F"
        #expect(reply.headers[.location]?.hasPrefix(page) == true)
    }

    @Test func whoIsDeactivatedIsNotLoggedIn() async throws {
        let oauth = try await OAuthIdentity()
        let session = try await oauth.session()
        _ = try await oauth.identity.services.users.deactivate(oauth.identity.user.id)
        let reply = try await oauth.ask(OAuthIdentity.query(), cookie: session)
        #expect(reply.headers[.location]?.contains("/ui/login") == true)
    }

    @Test func anotherClientIsDescribedAndGetsACodeWhenTheUserConsents() async throws {
        let oauth = try await OAuthIdentity()
        let session = try await oauth.session()
        let query = OAuthIdentity.query(["client_id": "other", "scope": "/a ignored"])
        let shown = try await oauth.ask(query, cookie: session)
        #expect(shown.status == 200)
        #expect(shown.isKeptToItself)
        let body = try shown.json
        #expect(body["client_id"] == "other" && body["redirect_uri"] == .string(OAuthIdentity.asked))
        #expect(body["scope"] == "/a" && body["state"] == "x y")
        let token = try #require(shown.cookies["csrftoken"])
        #expect(body["csrfmiddlewaretoken"] == .string(token))

        func consent(_ form: String, _ cookie: String, _ headers: HTTPFields = [:]) async throws -> TestReply {
            var headers = headers
            headers[.cookie] = cookie
            return try await oauth.identity.client.send(
                .post, "/astakos/oauth2/auth/", headers: headers, body: Array(form.utf8))
        }
        let form = "\(query)&csrfmiddlewaretoken=\(token)"
        let granted = try await consent(form, "\(session); csrftoken=\(token)")
        #expect(granted.status == 302)
        #expect(granted.headers[.location]?.hasPrefix(OAuthIdentity.asked + "&code=") == true)

        // Not for another site's form, nor for nobody.
        #expect(try await consent(query, session).status == 403)
        #expect(try await consent(form, "\(session); csrftoken=x").status == 403)
        let elsewhere = try await consent(
            form, "\(session); csrftoken=\(token)", [.origin: "https://evil.test"])
        #expect(elsewhere.status == 403)
        #expect(elsewhere.exception != nil)
        let anonymous = try await consent(form, "csrftoken=\(token)")
        #expect(anonymous.headers[.location]?.contains("/ui/login?next=%2Fastakos%2Foauth2%2Fauth%3F") == true)
    }

    @Test(
        arguments: [
            (["response_type": "token"], "response_type should be code."),
            (["response_type": nil], "response_type is missing."),
            (["client_id": nil], "client_id is missing."),
            (["client_id": "nobody"], "There is no client with this client_id."),
            (["redirect_uri": nil], "redirect_uri is missing."),
            (["redirect_uri": "https://evil.test/"], "redirect_uri is none of the client's addresses."),
            (
                ["redirect_uri": "https://files.example.org/view/../x"],
                "redirect_uri is none of the client's addresses."
            ),
        ] as [([String: String?], String)])
    func whatIsWrongIsSaidHereAndNeverElsewhere(changes: [String: String?], message: String) async throws {
        let oauth = try await OAuthIdentity()
        for cookie in [nil, try await oauth.session()] {
            let reply = try await oauth.ask(OAuthIdentity.query(changes), cookie: cookie)
            #expect(reply.status == 400)
            #expect(reply.exception == message)
            #expect(reply.headers[.location] == nil)
            #expect(reply.isKeptToItself)
        }
    }

    /// Without a scope the code is for the address.
    @Test func theScopeIsTheAddressWhereNoneIsAskedFor() async throws {
        let oauth = try await OAuthIdentity()
        for scope in [nil, "", "  "] as [String?] {
            let reply = try await oauth.ask(
                OAuthIdentity.query(["client_id": "other", "scope": scope]), cookie: try await oauth.session())
            #expect(try reply.json["scope"] == .string(OAuthIdentity.asked))
        }
    }

    @Test func anotherMethodIsNotAllowed() async throws {
        let oauth = try await OAuthIdentity()
        let reply = try await oauth.ask(OAuthIdentity.query(), method: .put)
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == "GET, HEAD, POST")
        #expect(try await oauth.identity.client.send(.get, "/astakos/oauth2/other").status == 404)
    }
}
