import Astakos
import HTTPTypes
import Settings
import TestHTTP
import Testing
import Vocabulary

/// identity.md 8.9: `POST {BASE}/oauth2/token/`.
@Suite struct CodeRoutesTests {
    @Test(arguments: ["", "/"])
    func aCodeBecomesAnAccessToken(slash: String) async throws {
        let oauth = try await OAuthIdentity { $0.accessTokenSeconds = 33 }
        let form = OAuthIdentity.form(try await oauth.code())
        let reply = try await oauth.redeem(form, slash: slash)
        #expect(reply.status == 200)
        #expect(reply.isKeptToItself)
        let body = try reply.json
        #expect(try body.members().keys.sorted() == ["access_token", "expires_in", "scope", "token_type"])
        #expect(try body.string("access_token").utf8.count == 30)
        #expect(body["token_type"] == "Bearer" && body["expires_in"] == 33)

        let again = try await oauth.redeem(form, slash: slash)
        #expect(again.status == 400)
        #expect(again.exception?.hasPrefix("The code is unknown, has been used") == true)
        #expect(again.isKeptToItself)
    }

    @Test(arguments: [
        ("grant_type=password&code=CODE&redirect_uri=URI", "grant_type should be authorization_code."),
        ("code=CODE&redirect_uri=URI", "grant_type should be authorization_code."),
        ("grant_type=authorization_code&redirect_uri=URI", "code is missing."),
        ("grant_type=authorization_code&code=CODE", "redirect_uri is missing."),
        (
            "grant_type=authorization_code&code=CODE&redirect_uri=https%3A%2F%2Ffiles.example.org%2Fview",
            "The code is unknown, has been used or has expired, or was made for another redirect_uri."
        ),
        (
            "grant_type=authorization_code&code=CODE&redirect_uri=URI&client_id=other",
            "client_id is not the client of the Authorization header."
        ),
    ])
    func whatIsWrongIsSaid(form: String, message: String) async throws {
        let oauth = try await OAuthIdentity()
        let code = try await oauth.code()
        let address = PercentEncoding.encode(OAuthIdentity.asked)
        let reply = try await oauth.redeem(
            form.replacing("CODE", with: code).replacing("URI", with: address))
        #expect(reply.status == 400)
        #expect(reply.exception == message)
    }

    @Test(arguments: ["views:wrong", "views:", "views", "nobody:hush", "other:hush", ":hush", nil] as [String?])
    func aConfidentialClientProvesWhoItIs(basic: String?) async throws {
        let oauth = try await OAuthIdentity()
        let form = OAuthIdentity.form(try await oauth.code())
        let reply = try await oauth.redeem(form + (basic == nil ? "&client_id=views" : ""), basic: basic)
        #expect(reply.status == 400)
        #expect(reply.exception != nil)
        // Nobody but the client can use its code up.
        #expect(try await oauth.redeem(form).status == 200)
    }

    @Test func aPublicClientOnlyNamesItself() async throws {
        let oauth = try await OAuthIdentity()
        let client = try await oauth.identity.services.oauthClients.find("phone")
        let code = try await oauth.identity.services.oauthGrants.authorize(
            client, redirectURI: OAuthIdentity.asked, scope: "/a", user: oauth.identity.user.id)
        #expect(try await oauth.redeem(OAuthIdentity.form(code), basic: nil).status == 400)
        #expect(try await oauth.redeem(OAuthIdentity.form(code) + "&client_id=phone", basic: nil).status == 200)
    }

    @Test(
        arguments: [
            nil, "application/json", "application/x-www-form-urlencoded; charset=UTF-8", "multipart/form-data",
        ] as [String?])
    func theContentTypeIsTheForms(type: String?) async throws {
        let oauth = try await OAuthIdentity()
        let reply = try await oauth.redeem(OAuthIdentity.form(try await oauth.code()), type: type)
        #expect(reply.status == 400)
        #expect(reply.exception == "Content-Type should be application/x-www-form-urlencoded.")
    }

    @Test(arguments: [HTTPRequest.Method.get, .head, .put, .delete])
    func anotherMethodIsNotAllowed(method: HTTPRequest.Method) async throws {
        let oauth = try await OAuthIdentity()
        let reply = try await oauth.identity.client.send(method, "/astakos/oauth2/token/")
        #expect(reply.status == 405)
        #expect(reply.headers[.allow] == "POST")
        #expect(reply.isKeptToItself)
    }
}
