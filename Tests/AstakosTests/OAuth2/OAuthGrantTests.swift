import Astakos
import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// identity.md 8.9, 7.1.
@Suite struct OAuthGrantTests {
    private static let url = "https://files.example.org/view"
    private static let asked = url + "/a/c/o?version=3"
    private static let scope = "/a/c/o"

    private static let invalidCode = fault(
        .badRequest, "The code is unknown, has been used or has expired, or was made for another redirect_uri.")
    private static let wrongClient = fault(.badRequest, "The client is unknown, or its secret is wrong.")

    /// Astakos with one user and one client of each kind; the confidential one's secret is `hush`.
    private struct Granting {
        let astakos: TestAstakos
        let user: User
        let clients: (confidential: OAuthClient, public: OAuthClient)

        var grants: OAuthGrantService { astakos.services.oauthGrants }

        init(_ engine: TestEngine) async throws {
            astakos = try await TestAstakos(engine)
            user = try await astakos.user()
            let service = astakos.services.oauthClients
            clients = (
                try await service.add("views", secret: "hush", urls: [url]).0,
                try await service.add("phone", kind: .public, urls: [url]).0
            )
        }

        func code(for user: User? = nil) async throws -> String {
            try await grants.authorize(
                clients.confidential, redirectURI: asked, scope: scope, user: (user ?? self.user).id)
        }

        func token() async throws -> String { try await redeem(try await code()).token }

        func redeem(_ code: String) async throws -> OAuthAccessToken {
            try await grants.redeem(code, of: "views", secret: "hush", redirectURI: asked)
        }

        func isGood(_ token: String) async throws -> Bool {
            try await grants.validate(token, belongsTo: scope) != nil
        }
    }

    @Test(arguments: TestEngine.available)
    func aCodeBecomesAnAccessTokenOfItsUser(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let code = try await granting.code()
        #expect(code.utf8.count == 60 && Base64URL.decode(code) != nil)
        let made = try await granting.redeem(code)
        #expect(made.token.utf8.count == 30)
        #expect(made.lifetime == .seconds(20))
        let access = try #require(try await granting.grants.validate(made.token, belongsTo: Self.scope))
        #expect(access.holder.user.uuid == granting.user.uuid)
        #expect(access.expires == granting.astakos.clock.now + .seconds(20))
    }

    @Test(arguments: TestEngine.available)
    func aCodeWorksOnce(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let code = try await granting.code()
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<10 { group.addTask { (try? await granting.redeem(code)) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        await #expect(throws: Self.invalidCode) { try await granting.redeem(code) }
    }

    @Test(arguments: TestEngine.available)
    func aCodeIsGoodForAMinute(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let (early, late) = (try await granting.code(), try await granting.code())
        granting.astakos.clock.advance(by: .seconds(59))
        _ = try await granting.redeem(early)
        granting.astakos.clock.advance(by: .seconds(1))
        await #expect(throws: Self.invalidCode) { try await granting.redeem(late) }
    }

    @Test(arguments: TestEngine.available)
    func aCodeIsForTheClientThatProvesItself(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let code = try await granting.code()
        let grants = granting.grants
        for secret in [nil, "", "wrong", "hush "] {
            await #expect(throws: Self.wrongClient) {
                try await grants.redeem(code, of: "views", secret: secret, redirectURI: Self.asked)
            }
        }
        await #expect(throws: Self.wrongClient) {
            try await grants.redeem(code, of: "nobody", secret: "hush", redirectURI: Self.asked)
        }
        // Another client does not even use it up.
        await #expect(throws: Self.invalidCode) {
            try await grants.redeem(code, of: "phone", secret: nil, redirectURI: Self.asked)
        }
        _ = try await granting.redeem(code)
    }

    @Test func aPublicClientHasNoSecret() async throws {
        let granting = try await Granting(.sqlite)
        for secret in [nil, "whatever"] {
            let code = try await granting.grants.authorize(
                granting.clients.public, redirectURI: Self.url, scope: "x", user: granting.user.id)
            _ = try await granting.grants.redeem(code, of: "phone", secret: secret, redirectURI: Self.url)
        }
    }

    @Test(arguments: TestEngine.available)
    func aCodeIsForTheVeryAddressAndUsedUpByAnother(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let code = try await granting.code()
        await #expect(throws: Self.invalidCode) {
            try await granting.grants.redeem(code, of: "views", secret: "hush", redirectURI: Self.url)
        }
        await #expect(throws: Self.invalidCode) { try await granting.redeem(code) }
    }

    @Test func noCodeIsMadeForAnAddressThatIsNotTheClients() async throws {
        let granting = try await Granting(.sqlite)
        for (address, scope) in [
            ("https://evil.test/view", ""), (Self.url + "er", ""), (Self.url, String(repeating: "x", count: 5001)),
        ] {
            let fault = await #expect(throws: Fault.self) {
                try await granting.grants.authorize(
                    granting.clients.confidential, redirectURI: address, scope: scope, user: granting.user.id)
            }
            #expect(fault?.kind == .badRequest)
        }
    }

    @Test(arguments: [
        ("/a/c/o", true), ("/a/c/o/deeper", true), ("/a/c/other", true), ("/a/c/", false), ("", false),
        ("/b/c/o", false),
    ])
    func anAccessTokenIsGoodForWhatBeginsWithItsScope(place: String, isGood: Bool) async throws {
        let granting = try await Granting(.sqlite)
        let token = try await granting.token()
        #expect(try await (granting.grants.validate(token, belongsTo: place) != nil) == isGood)
    }

    @Test(arguments: TestEngine.available)
    func anAccessTokenExpiresAndIsForgotten(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let token = try await granting.token()
        granting.astakos.clock.advance(by: .seconds(19))
        #expect(try await granting.isGood(token))
        granting.astakos.clock.advance(by: .seconds(1))
        #expect(try await !granting.isGood(token))
        #expect(try await granting.grants.deleteExpired() == 0)
    }

    @Test(arguments: TestEngine.available)
    func whatHasExpiredIsThrownAway(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        _ = try await granting.code()
        _ = try await granting.token()
        #expect(try await granting.grants.deleteExpired() == 0)
        granting.astakos.clock.advance(by: .seconds(20))
        #expect(try await granting.grants.deleteExpired() == 1)
        granting.astakos.clock.advance(by: .seconds(40))
        #expect(try await granting.grants.deleteExpired() == 1)
    }

    /// A page elsewhere may have a browser ask again and again.
    @Test(arguments: TestEngine.available)
    func theOldestOfAHundredCodesGivesWay(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        var codes: [String] = []
        for _ in 0...100 {
            codes.append(try await granting.code())
            granting.astakos.clock.advance(by: .milliseconds(1))
        }
        await #expect(throws: Self.invalidCode) { try await granting.redeem(codes[0]) }
        _ = try await granting.redeem(codes[1])
        _ = try await granting.redeem(codes[100])
    }

    @Test(arguments: TestEngine.available)
    func aTokenIsForTheClientThatItWasGrantedTo(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let token = try await granting.token()
        #expect(try await granting.grants.validate(token, belongsTo: Self.scope, of: "views") != nil)
        #expect(try await granting.grants.validate(token, belongsTo: Self.scope, of: "phone") == nil)
    }

    @Test(arguments: TestEngine.available)
    func aNewTokenOfTheUserEndsAllThatWasGranted(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let other = try await granting.astakos.user("grace")
        let (code, token) = (try await granting.code(), try await granting.token())
        let others = try await granting.code(for: other)
        _ = try await granting.astakos.services.tokens.renew(granting.user.id)
        await #expect(throws: Self.invalidCode) { try await granting.redeem(code) }
        #expect(try await !granting.isGood(token))
        _ = try await granting.redeem(others)
    }

    /// Whichever comes first, nothing is good afterwards.
    @Test(arguments: TestEngine.available)
    func aCodeThatIsRedeemedMeanwhileEndsToo(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        for _ in 1...10 {
            let code = try await granting.code()
            async let renewed = granting.astakos.services.tokens.renew(granting.user.id)
            async let redeemed = try? granting.redeem(code)
            _ = try await renewed
            if let token = await redeemed?.token { #expect(try await !granting.isGood(token)) }
        }
    }

    @Test(arguments: TestEngine.available)
    func whoIsDeactivatedHasGrantedNothingEvenAfterwards(engine: TestEngine) async throws {
        let granting = try await Granting(engine)
        let (code, token) = (try await granting.code(), try await granting.token())
        _ = try await granting.astakos.services.users.deactivate(granting.user.id)
        #expect(try await !granting.isGood(token))
        _ = try await granting.astakos.services.users.activate(granting.user.id)
        #expect(try await !granting.isGood(token))
        await #expect(throws: Self.invalidCode) { try await granting.redeem(code) }
    }

    @Test func newTermsSuspendAccessTokensUntilTheyAreSigned() async throws {
        let granting = try await Granting(.sqlite)
        let token = try await granting.token()
        granting.astakos.clock.advance(by: .seconds(1))
        _ = try await granting.astakos.services.terms.add(location: "/etc/terms.html")
        #expect(try await !granting.isGood(token))
        try await granting.astakos.services.terms.sign(granting.user.id)
        #expect(try await granting.isGood(token))
    }

    /// The user's own token may have expired: the session that consented lasts no longer than it.
    @Test func usersTokensAndAccessTokensAreNotTheSame() async throws {
        let granting = try await Granting(.sqlite)
        let (access, own) = (
            try await granting.token(), try await granting.astakos.services.tokens.reveal(granting.user.id)
        )
        #expect(try await granting.astakos.services.tokens.lookup(access) == nil)
        #expect(try await granting.grants.validate(own, belongsTo: Self.scope) == nil)
        #expect(try await granting.grants.validate("", belongsTo: Self.scope) == nil)
    }

    @Test func aRemovedClientTakesWhatItWasGrantedAlong() async throws {
        let granting = try await Granting(.sqlite)
        let token = try await granting.token()
        try await granting.astakos.services.oauthClients.remove(granting.clients.confidential.id)
        #expect(try await !granting.isGood(token))
    }

    @Test func nothingIsStoredThatCouldBeUsed() async throws {
        let granting = try await Granting(.sqlite)
        let (code, token) = (try await granting.code(), try await granting.token())
        let stored = try await granting.astakos.database.read { tx in
            var rows: [[UInt8]] = []
            try tx.forEach(
                """
                SELECT digest FROM oauth2_codes UNION ALL SELECT digest FROM oauth2_tokens
                UNION ALL SELECT secret_digest FROM oauth2_clients WHERE secret_digest IS NOT NULL
                """
            ) { rows.append(try $0.get(0)) }
            return rows
        }
        #expect(stored.count == 3)
        for secret in [code, token, "hush"] { #expect(!stored.contains(Array(secret.utf8))) }
    }
}
