import Astakos
import AstakosClient
import Testing
import Vocabulary

/// What every `TokenAuthenticator` and `UserCatalog` does.
@Suite struct TokenAuthenticatorSuite {
    @Test(arguments: IdentityForm.allCases)
    func aTokenTellsItsUser(form: IdentityForm) async throws {
        try await form.with { identity in
            let token = try await identity.services.tokens.reveal(identity.user.id)
            let caller = try await identity.authenticator.authenticate(token: token)
            #expect(caller.uuid == identity.user.uuid)
            #expect(caller.username == "ada@example.org")
            #expect(caller.email == "Ada@example.org")
            #expect(caller.realName == "Ada Byron")
            #expect(caller.groups == ["default"])
            // Over HTTP times are milliseconds.
            let expires = try #require(caller.tokenExpires)
            #expect(expires.microseconds / 1000 == identity.user.tokenExpires.microseconds / 1000)
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func aRefusalSaysWhy(form: IdentityForm) async throws {
        try await form.with { identity in
            for token in ["", "nonsense", "bad\r\nX: y", "ü", "cyclades-service-token"] {
                let fault = await #expect(throws: Fault.self) {
                    try await identity.authenticator.authenticate(token: token)
                }
                #expect(fault?.kind == .unauthorized)
                #expect(fault?.message == "Invalid X-Auth-Token")
            }
            let token = try await identity.services.tokens.reveal(identity.user.id)
            _ = try await identity.services.users.deactivate(identity.user.id)
            let fault = await #expect(throws: Fault.self) {
                try await identity.authenticator.authenticate(token: token)
            }
            #expect(fault?.kind == .unauthorized)
            #expect(fault?.message == "User inactive")
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func revocationIsImmediate(form: IdentityForm) async throws {
        try await form.with { identity in
            let token = try await identity.services.tokens.reveal(identity.user.id)
            _ = try await identity.authenticator.authenticate(token: token)
            let renewed = try await identity.services.tokens.renew(identity.user.id)
            await #expect(throws: Fault.self) { try await identity.authenticator.authenticate(token: token) }
            #expect(try await identity.authenticator.authenticate(token: renewed).uuid == identity.user.uuid)
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func catalogsKeepTheAskersSpellingAndLeaveOutTheUnknown(form: IdentityForm) async throws {
        try await form.with { identity in
            let uuid = identity.user.uuid
            // More than one call holds.
            let many = (0..<250).map { UserID("unknown \($0)") } + [uuid]
            let usernames = try await identity.catalog.usernames(of: many)
            #expect(usernames == [uuid: "ada@example.org"])
            let names = (0..<250).map { "nobody\($0)@example.org" } + ["ADA@Example.org"]
            #expect(try await identity.catalog.users(named: names) == ["ADA@Example.org": uuid])
            #expect(try await identity.catalog.usernames(of: []).isEmpty)
            #expect(try await identity.catalog.users(named: []).isEmpty)
        }
    }
}
