import Astakos
import AstakosClient
import Testing
import Vocabulary

/// What every `ViewAuthorizer` does.
@Suite struct ViewAuthorizerSuite {
    private static let address = "http://files.test/view/a/c/%CF%86%20b?version=3&x"
    private static let scope = "/a/c/%CF%86%20b"

    private func code(_ identity: IdentityUnderTest) async throws -> String {
        try await identity.services.oauthGrants.authorize(
            identity.client, redirectURI: Self.address, scope: Self.scope, user: identity.user.id)
    }

    @Test(arguments: IdentityForm.allCases)
    func aCodeBecomesAnAccessTokenOfItsUser(form: IdentityForm) async throws {
        try await form.with { identity in
            let token = try await identity.views.redeem(
                code: try await code(identity), redirectURI: Self.address, scope: Self.scope)
            #expect(token.utf8.count == 30)
            let user = try await identity.views.user(ofAccessToken: token, path: Self.scope)
            #expect(user == identity.user.uuid)
            for path in ["/a/c/%CF%86%20", "/a/c/\u{3c6} b", "/A/c/%CF%86%20b", ""] {
                #expect(try await identity.views.user(ofAccessToken: token, path: path) == nil, "\(path)")
            }
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func aCodeWorksOnceAndForItsAddress(form: IdentityForm) async throws {
        try await form.with { identity in
            let first = try await code(identity)
            _ = try await identity.views.redeem(code: first, redirectURI: Self.address, scope: Self.scope)
            let second = try await code(identity)
            for (code, address) in [
                (first, Self.address), (second, "http://files.test/view"), (second, Self.address), ("", Self.address),
                ("nonsense", Self.address), ("a&b=c\r\nX: y\u{0}", Self.address),
                (String(repeating: "x", count: 9000), ""),
            ] {
                let fault = await #expect(throws: Fault.self) {
                    try await identity.views.redeem(code: code, redirectURI: address, scope: Self.scope)
                }
                #expect(fault?.kind == .badRequest, "\(code)")
            }
        }
    }

    /// Anybody may send a browser to Astakos in the name of a client that asks nobody.
    @Test(arguments: IdentityForm.allCases, ["/", "/a", "/a/c/%CF%86%20b/more"])
    func aCodeForAnotherScopeIsWorthNothing(form: IdentityForm, scope: String) async throws {
        try await form.with { identity in
            let code = try await identity.services.oauthGrants.authorize(
                identity.client, redirectURI: Self.address, scope: scope, user: identity.user.id)
            let fault = await #expect(throws: Fault.self) {
                try await identity.views.redeem(code: code, redirectURI: Self.address, scope: Self.scope)
            }
            #expect(fault?.kind == .badRequest)
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func whatIsNoAccessTokenHasNoUser(form: IdentityForm) async throws {
        try await form.with { identity in
            let own = try await identity.services.tokens.reveal(identity.user.id)
            for token in [
                "", "nonsense", own, "../../account", "a?belongsTo=/", "a/b", "\u{e9}", "a\r\nX: y", "%", ".",
            ] {
                #expect(try await identity.views.user(ofAccessToken: token, path: "/a") == nil, "\(token)")
            }
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func revocationIsImmediate(form: IdentityForm) async throws {
        try await form.with { identity in
            let token = try await identity.views.redeem(
                code: try await code(identity), redirectURI: Self.address, scope: Self.scope)
            _ = try await identity.services.tokens.renew(identity.user.id)
            #expect(try await identity.views.user(ofAccessToken: token, path: Self.scope) == nil)
        }
    }
}
