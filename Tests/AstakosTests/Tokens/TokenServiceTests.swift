import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// identity.md 1.5, 7.1.
@Suite struct TokenServiceTests {
    @Test(arguments: TestEngine.available)
    func aTokenTellsItsUser(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("Ada", groups: ["default", "helpdesk"])
        let token = try await astakos.services.tokens.reveal(user.id)
        #expect(token.utf8.count == 43)
        let caller = try await astakos.services.tokens.authenticate(token: token)
        #expect(caller.uuid == user.uuid)
        #expect(caller.username == "ada@example.org")
        #expect(caller.email == "Ada@example.org")
        #expect(caller.realName == "Ada Test")
        #expect(caller.groups == ["default", "helpdesk"])
        #expect(caller.tokenExpires == astakos.clock.now + .seconds(720 * 3600))
    }

    @Test(arguments: TestEngine.available)
    func anUnknownTokenIsRefused(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        _ = try await astakos.user()
        for token in ["", "bad", String(repeating: "x", count: 10_000)] {
            await #expect(throws: fault(.unauthorized, "Invalid X-Auth-Token")) {
                try await astakos.services.tokens.authenticate(token: token)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func aTokenExpires(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.tokenHours = 1 }
        let user = try await astakos.user()
        let token = try await astakos.services.tokens.reveal(user.id)
        astakos.clock.advance(by: .seconds(3599))
        _ = try await astakos.services.tokens.authenticate(token: token)
        astakos.clock.advance(by: .seconds(1))
        await #expect(throws: fault(.unauthorized, "Authentication expired")) {
            try await astakos.services.tokens.authenticate(token: token)
        }
    }

    @Test(arguments: TestEngine.available)
    func renewalKillsTheOldTokenAtOnce(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let tokens = astakos.services.tokens
        let old = try await tokens.reveal(user.id)
        let renewed = try await tokens.renew(user.id)
        #expect(renewed != old)
        #expect(try await tokens.reveal(user.id) == renewed)
        #expect(try await tokens.authenticate(token: renewed).uuid == user.uuid)
        await #expect(throws: fault(.unauthorized, "Invalid X-Auth-Token")) {
            try await tokens.authenticate(token: old)
        }
    }

    /// Of a session that has ended nothing comes, though it was looked up a moment before.
    @Test(arguments: TestEngine.available)
    func aTokenIsRenewedForASessionThatLasts(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let (user, other) = (try await astakos.user(), try await astakos.user("bob"))
        let (tokens, sessions) = (astakos.services.tokens, astakos.services.sessions)
        let session = try await sessions.open(user)
        let foreign = try await sessions.open(other)
        #expect(try await tokens.renew(user.id, ofSession: foreign.cookie) == nil)
        let renewed = try #require(try await tokens.renew(user.id, ofSession: session.cookie))
        #expect(try await tokens.reveal(user.id) == renewed)
        #expect(try await sessions.lookup(session.cookie) == nil)
        #expect(try await tokens.renew(user.id, ofSession: session.cookie) == nil)
        #expect(try await tokens.reveal(user.id) == renewed)

        _ = try await sessions.open(user, with: renewed)
        _ = try await tokens.renew(user.id)
        await #expect(throws: LoginRefusal.wrongCredentials) { try await sessions.open(user, with: renewed) }
    }

    @Test(arguments: TestEngine.available)
    func newTermsLockEveryTokenUntilTheyAreSigned(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let token = try await astakos.services.tokens.reveal(user.id)
        for _ in 1...2 {
            astakos.clock.advance(by: .seconds(1))
            _ = try await astakos.services.terms.add(location: "/etc/terms.html")
            await #expect(throws: fault(.unauthorized, "Pending approval terms")) {
                try await astakos.services.tokens.authenticate(token: token)
            }
            try await astakos.services.terms.sign(user.id)
            _ = try await astakos.services.tokens.authenticate(token: token)
        }
    }

    @Test(arguments: TestEngine.available)
    func termsThatAreTakenBackLockNobody(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let (user, terms) = (try await astakos.user(), astakos.services.terms)
        let token = try await astakos.services.tokens.reveal(user.id)
        let first = try await terms.add(location: "/etc/terms.html")
        try await terms.sign(user.id, read: first.id)
        astakos.clock.advance(by: .seconds(1))
        let second = try await terms.add(location: "/etc/worse.html")
        await #expect(throws: fault(.conflict, "These are not the terms in force any more.")) {
            try await terms.sign(user.id, read: first.id)
        }
        await #expect(throws: fault(.unauthorized, "Pending approval terms")) {
            try await astakos.services.tokens.authenticate(token: token)
        }
        #expect(try await terms.list() == [second, first])
        try await terms.remove(second.id)
        _ = try await astakos.services.tokens.authenticate(token: token)
        await #expect(throws: fault(.itemNotFound, "There are no terms with id \(second.id).")) {
            try await terms.remove(second.id)
        }
    }

    /// The database alone gives nothing away.
    @Test(arguments: TestEngine.available)
    func neitherTokenNorCookieLiesInTheDatabase(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let token = try await astakos.services.tokens.reveal(user.id)
        let session = try await astakos.services.sessions.open(user)
        let stored = try await astakos.database.read { tx in
            try tx.all("SELECT token_digest, token_sealed FROM users") {
                [try $0.get(0, as: [UInt8].self), try $0.get(1)]
            }
            .joined() + tx.all("SELECT digest FROM sessions") { try $0.get(0, as: [UInt8].self) }
        }
        #expect(stored.count == 3)
        for bytes in stored {
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(!text.contains(token) && !text.contains(session.cookie))
        }
    }

    @Test func anotherKeyOpensNothing() throws {
        let keyring = Keyring(secretKey: "one")
        let digest = keyring.digest("token", for: .userToken)
        #expect(keyring.matches("token", digest: digest, for: .userToken))
        #expect(!keyring.matches("token", digest: digest, for: .componentToken))
        #expect(!keyring.matches("tokem", digest: digest, for: .userToken))
        #expect(!Keyring(secretKey: "two").matches("token", digest: digest, for: .userToken))
    }
}
