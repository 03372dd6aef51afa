import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// openstack.md 2.2, 2.3: log-in of programs, and the tokens it gives.
@Suite struct ScopedTokenTests {
    @Test(arguments: TestEngine.available)
    func aPasswordGivesATokenForAProjectAndLeavesTheUsersOwnAlone(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("Ada", password: "secret word", groups: ["helpdesk"])
        let own = try await astakos.services.tokens.reveal(user.id)
        for (name, project) in [
            (UserReference.name("ADA@example.org"), "Ada@example.org"), (.id(user.uuid), user.uuid.rawValue),
        ] {
            let issued = try await astakos.login(.password(name, Secret("secret word")), scope: .project(project))
            #expect(issued.token.exposed.hasPrefix("v3.") && issued.token.exposed.utf8.count == 46)
            let holder = try await astakos.services.tokens.find(issued.token.exposed)
            #expect(holder == issued.holder)
            #expect(holder.scope == .project(ProjectID(user.uuid.rawValue)))
            #expect(holder.scoped?.methods == [.password])
            #expect(holder.roles == ["member", "reader", "helpdesk"])
            #expect(holder.expires == astakos.clock.now + .seconds(24 * 3600))
            let caller = try await astakos.services.tokens.authenticate(token: issued.token.exposed)
            #expect(caller.uuid == user.uuid)
            #expect(caller.tokenExpires == holder.expires)
        }
        #expect(try await astakos.services.tokens.reveal(user.id) == own)
    }

    @Test(arguments: TestEngine.available)
    func theUsersTokenServesAsPassword(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let (ada, bob) = (try await astakos.user("ada"), try await astakos.user("bob"))
        let token = Secret(try await astakos.services.tokens.reveal(ada.id))
        let issued = try await astakos.login(.password(.id(ada.uuid), token), scope: .none)
        #expect(issued.holder.user == ada)
        #expect(issued.holder.scope == .none)
        await #expect(throws: AuthenticationService.refused) {
            try await astakos.login(.password(.id(bob.uuid), token), scope: .none)
        }
        // A token that was made from a password is none.
        await #expect(throws: AuthenticationService.refused) {
            try await astakos.login(.password(.id(ada.uuid), issued.token), scope: .none)
        }
    }

    @Test(arguments: TestEngine.available)
    func whatIsWrongIsNotTold(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 100 }
        let ada = try await astakos.user("ada", password: "secret word")
        let bob = try await astakos.user("bob", password: "another word")
        let gone = try await astakos.user("gone", password: "secret word")
        try await astakos.services.users.deactivate(gone.id)
        let right = Secret("secret word")
        let goneToken = Secret(try await astakos.services.tokens.reveal(gone.id))
        let cases: [([IdentityProof], ScopeRequest)] = [
            ([.password(.name("ada@example.org"), Secret("wrong"))], .none),
            ([.password(.name("nobody@example.org"), right)], .none),
            ([.password(.id(UserID("00000000-0000-4000-8000-000000000000")), right)], .none),
            ([.password(.name("gone@example.org"), right)], .none),
            ([.token(goneToken)], .none),
            ([.token(Secret("nonsense"))], .none),
            ([.applicationCredential(.id(.init("nothing")), right)], .none),
            ([.applicationCredential(.name("robot", .name("ada@example.org")), right)], .none),
            ([.password(.id(ada.uuid), right)], .project("nothing")),
            ([.password(.id(ada.uuid), right)], .project(bob.uuid.rawValue)),
            // Two proofs of two users.
            ([.password(.id(ada.uuid), right), .password(.id(bob.uuid), Secret("another word"))], .none),
        ]
        for (proofs, scope) in cases {
            await #expect(throws: AuthenticationService.refused, "\(proofs)") {
                try await astakos.services.authentication.authenticate(proofs, scope: scope, address: nil)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func termsThatAreNotSignedAreTold(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user(password: "secret word")
        _ = try await astakos.services.terms.add(location: "/etc/terms.html")
        await #expect(throws: fault(.unauthorized, "Pending approval terms")) {
            try await astakos.login(.password(.id(user.uuid), Secret("secret word")), scope: .none)
        }
    }

    @Test(arguments: TestEngine.available)
    func guessingIsSlowedDown(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 2 }
        let user = try await astakos.user(password: "secret word")
        for _ in 1...2 {
            await #expect(throws: AuthenticationService.refused) {
                try await astakos.login(.password(.id(user.uuid), Secret("wrong")), scope: .none)
            }
        }
        await #expect(throws: fault(.unauthorized, "Too many wrong passwords. Wait 61 seconds.")) {
            try await astakos.login(.password(.id(user.uuid), Secret("secret word")), scope: .none)
        }
    }

    @Test(arguments: TestEngine.available)
    func aTokenIsExchangedForOneThatEndsNoLater(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user(password: "secret word")
        let first = try await astakos.login(.password(.id(user.uuid), Secret("secret word")), scope: .none)
        astakos.clock.advance(by: .seconds(3600))
        let second = try await astakos.login(.token(first.token), scope: .project(user.uuid.rawValue))
        #expect(second.holder.scoped?.methods == [.token, .password])
        #expect(second.holder.expires == first.holder.expires)
        #expect(second.holder.issued == astakos.clock.now)
        // Of the user's own token too.
        let own = Secret(try await astakos.services.tokens.reveal(user.id))
        #expect(try await astakos.login(.token(own), scope: .domain).holder.scope == .domain)
    }

    @Test(arguments: TestEngine.available)
    func itDoesNotOutliveTheUsersOwnToken(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.tokenHours = 2 }
        let user = try await astakos.user(password: "secret word")
        let proof = IdentityProof.password(.id(user.uuid), Secret("secret word"))
        let issued = try await astakos.login(proof, scope: .none)
        #expect(issued.holder.expires == user.tokenExpires)
        astakos.clock.advance(by: .seconds(2 * 3600))
        await #expect(throws: fault(.unauthorized, "Authentication expired")) {
            try await astakos.services.tokens.authenticate(token: issued.token.exposed)
        }
        // A log-in replaces what has expired, as it does on the pages.
        let later = try await astakos.login(proof, scope: .none)
        #expect(later.holder.expires == astakos.clock.now + .seconds(2 * 3600))
    }

    enum End: CaseIterable {
        case revoked, password, renewal, deactivation, expiry
    }

    @Test(arguments: TestEngine.available, End.allCases)
    func itEnds(engine: TestEngine, end: End) async throws {
        let astakos = try await TestAstakos(engine)
        let services = astakos.services
        let user = try await astakos.user(password: "secret word")
        let issued = try await astakos.login(.password(.id(user.uuid), Secret("secret word")), scope: .none)
        _ = try await services.tokens.authenticate(token: issued.token.exposed)
        switch end {
        case .revoked: try await services.scopedTokens.revoke(issued.token.exposed, of: issued.holder)
        case .password: try await services.users.setPassword("a new word", of: user.id)
        case .renewal: _ = try await services.tokens.renew(user.id)
        case .deactivation:
            try await services.users.deactivate(user.id)
            // It does not come back with the account.
            try await services.users.activate(user.id)
        case .expiry: astakos.clock.advance(by: .seconds(24 * 3600))
        }
        await #expect(throws: Fault.self) { try await services.tokens.authenticate(token: issued.token.exposed) }
    }

    /// Between the look at what is shown and the token lies the hashing of a password.
    @Test(arguments: TestEngine.available)
    func whatChangesWhileSomebodyLogsInLeavesNoToken(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 100 }
        let services = astakos.services
        let user = try await astakos.user(password: "word 0")
        let project = ScopeRequest.project(user.uuid.rawValue)
        var own = Secret(try await services.tokens.reveal(user.id))
        for round in 1...8 {
            let (password, token) = (Secret("word \(round - 1)"), own)
            let tokens = try await withThrowingTaskGroup(of: ScopedTokenService.Issued?.self) { tasks in
                for number in 0..<10 {
                    let proof: IdentityProof = number < 5 ? .password(.id(user.uuid), password) : .token(token)
                    tasks.addTask { try? await astakos.login(proof, scope: project) }
                }
                tasks.addTask {
                    try await services.authentication.changePassword(
                        of: user, from: password, to: Secret("word \(round)"), address: nil)
                    return nil
                }
                return try await tasks.reduce(into: [ScopedTokenService.Issued]()) {
                    if let token = $1 { $0.append(token) }
                }
            }
            for issued in tokens {
                #expect(try await services.tokens.lookup(issued.token.exposed) == nil, "round \(round)")
            }
            own = Secret(try await services.tokens.reveal(user.id))
        }
    }

    @Test(arguments: TestEngine.available)
    func ofManyLogInsThatFindTheOwnTokenExpiredOneReplacesIt(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 100 }
        let user = try await astakos.user(password: "secret word")
        astakos.clock.advance(by: .seconds(721 * 3600))
        let tokens = try await withThrowingTaskGroup(of: ScopedTokenService.Issued.self) { tasks in
            for _ in 0..<10 {
                tasks.addTask {
                    try await astakos.login(.password(.id(user.uuid), Secret("secret word")), scope: .none)
                }
            }
            return try await tasks.reduce(into: []) { $0.append($1) }
        }
        for issued in tokens { _ = try await astakos.services.tokens.find(issued.token.exposed) }
    }

    @Test(arguments: TestEngine.available)
    func theOldestOfAThousandGivesWay(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let own = IdentityProof.token(Secret(try await astakos.services.tokens.reveal(user.id)))
        var issued: [ScopedTokenService.Issued] = []
        for _ in 0...1000 {
            issued.append(try await astakos.login(own, scope: .none))
            astakos.clock.advance(by: .milliseconds(1))
        }
        let tokens = astakos.services.tokens
        #expect(try await tokens.lookup(issued[0].token.exposed) == nil)
        #expect(try await tokens.lookup(issued[1].token.exposed) != nil)
        #expect(try await tokens.lookup(issued[1000].token.exposed) != nil)
    }

    @Test(arguments: TestEngine.available)
    func aNewPasswordOfTheUsersOwnLocksEverybodyOut(engine: TestEngine) async throws {
        for renews in [true, false] {
            let astakos = try await TestAstakos(engine) { $0.newPasswordRenewsToken = renews }
            let services = astakos.services
            let user = try await astakos.user(password: "secret word")
            let own = try await services.tokens.reveal(user.id)
            let session = try await services.sessions.open(user)
            try await services.authentication.changePassword(
                of: user, from: Secret("secret word"), to: Secret("another word"), address: nil)
            #expect(try await services.sessions.lookup(session.cookie) == nil)
            #expect(try await services.tokens.reveal(user.id) != own || !renews)
            #expect(try await (services.tokens.lookup(own) == nil) == renews)
        }
    }

    @Test(arguments: TestEngine.available)
    func revokingTheUsersOwnTokenReplacesIt(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let own = try await astakos.services.tokens.reveal(user.id)
        try await astakos.services.scopedTokens.revoke(own, of: try await astakos.services.tokens.find(own))
        #expect(try await astakos.services.tokens.lookup(own) == nil)
        #expect(try await astakos.services.tokens.reveal(user.id) != own)
    }

    @Test(arguments: TestEngine.available)
    func whatHasExpiredIsThrownAway(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user(password: "secret word")
        let proof = IdentityProof.password(.id(user.uuid), Secret("secret word"))
        _ = try await astakos.login(proof, scope: .none)
        astakos.clock.advance(by: .seconds(12 * 3600))
        let later = try await astakos.login(proof, scope: .none)
        astakos.clock.advance(by: .seconds(12 * 3600))
        #expect(try await astakos.services.scopedTokens.deleteExpired() == 1)
        _ = try await astakos.services.tokens.find(later.token.exposed)
    }

    /// Tokens that users bring along may look like anything.
    @Test(arguments: TestEngine.available)
    func anOwnTokenMayBeginAsThoseWithAScope(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.services.users.createAccepted(
            NewUser(email: "eve@example.org", firstName: "", lastName: "", password: nil, token: "v3.brought-along"))
        #expect(try await astakos.services.tokens.authenticate(token: "v3.brought-along").uuid == user.uuid)
    }
}

extension TestAstakos {
    @discardableResult
    func login(_ proof: IdentityProof, scope: ScopeRequest) async throws -> ScopedTokenService.Issued {
        try await services.authentication.authenticate([proof], scope: scope, address: nil)
    }
}
