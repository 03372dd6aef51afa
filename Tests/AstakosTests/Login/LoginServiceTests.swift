import Astakos
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// identity.md 3.6, 7.2, 7.5, 7.6.
@Suite struct LoginServiceTests {
    @Test(arguments: TestEngine.available)
    func theRightPasswordBeginsASession(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada", password: "secret")
        let login = try await astakos.services.logins.login(email: "ADA@example.org", password: "secret", address: nil)
        #expect(login.user.id == user.id)
        #expect(login.session.expires == user.tokenExpires)
        let holder = try #require(try await astakos.services.sessions.lookup(login.session.cookie))
        #expect(holder.user.id == user.id)
        #expect(holder.user.lastLogin == astakos.clock.now)

        try await astakos.services.sessions.close(login.session.cookie)
        #expect(try await astakos.services.sessions.lookup(login.session.cookie) == nil)
    }

    @Test(arguments: TestEngine.available)
    func aWrongPasswordAndAnUnknownAddressAreRefusedAlike(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        _ = try await astakos.user("ada", password: "secret")
        _ = try await astakos.user("bob", password: nil)
        for (name, password) in [("ada", "wrong"), ("nobody", "secret"), ("bob", "!"), ("bob", "")] {
            await #expect(throws: LoginRefusal.wrongCredentials) {
                try await astakos.services.logins.login(email: "\(name)@example.org", password: password, address: nil)
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func anInactiveUserIsToldSoOnlyWithTheRightPassword(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada", password: "secret")
        _ = try await astakos.services.users.deactivate(user.id)
        await #expect(throws: LoginRefusal.inactive(.inactive)) {
            try await astakos.services.logins.login(email: user.email, password: "secret", address: nil)
        }
        await #expect(throws: LoginRefusal.wrongCredentials) {
            try await astakos.services.logins.login(email: user.email, password: "guess", address: nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func anExpiredTokenIsReplacedAtLoginAndAValidOneKept(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.tokenHours = 1 }
        let user = try await astakos.user("ada", password: "secret")
        let old = try await astakos.services.tokens.reveal(user.id)
        let logins = astakos.services.logins
        let first = try await logins.login(email: user.email, password: "secret", address: nil)
        #expect(try await astakos.services.tokens.reveal(user.id) == old)

        astakos.clock.advance(by: .seconds(3600))
        #expect(try await astakos.services.sessions.lookup(first.session.cookie) == nil)
        let second = try await logins.login(email: user.email, password: "secret", address: nil)
        #expect(try await astakos.services.tokens.reveal(user.id) != old)
        #expect(second.session.expires == astakos.clock.now + .seconds(3600))
        #expect(try await astakos.services.sessions.deleteExpired() == 0)
    }

    @Test(arguments: TestEngine.available)
    func anOldHashIsReplacedAtLogin(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada", password: nil)
        let old = "sha1$a1b2c$5032f3a9ebceacdf8252550bd90fe2fbcb37e376"
        func stored() async throws -> String? {
            try await astakos.database.read { try $0.value("SELECT password FROM users WHERE id = \(user.id)") }
        }
        _ = try await astakos.database.write { try $0.run("UPDATE users SET password = \(old) WHERE id = \(user.id)") }
        await #expect(throws: LoginRefusal.wrongCredentials) {
            try await astakos.services.logins.login(email: user.email, password: "s3cret-pass", address: nil)
        }
        #expect(try await stored() == old)
        for _ in 1...2 {
            _ = try await astakos.services.logins.login(email: user.email, password: "s3cret-Pass", address: nil)
            #expect(try await stored()?.hasPrefix("scrypt$") == true)
        }
    }

    @Test(arguments: TestEngine.available)
    func guessingIsSlowedDown(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 3 }
        let user = try await astakos.user("ada", password: "secret")
        let logins = astakos.services.logins
        for _ in 1...3 {
            await #expect(throws: LoginRefusal.wrongCredentials) {
                try await logins.login(email: user.email, password: "guess", address: "10.0.0.1")
            }
            astakos.clock.advance(by: .seconds(10))
        }
        // Not even the right one, and it says how long to wait: until the first failure is a minute old.
        await #expect(throws: LoginRefusal.throttled(wait: .seconds(30))) {
            try await logins.login(email: user.email, password: "secret", address: "10.0.0.2")
        }
        astakos.clock.advance(by: .seconds(30))
        _ = try await logins.login(email: user.email, password: "secret", address: "10.0.0.2")
    }

    /// Else as many as connections could be made would be judged before the first had failed.
    @Test(arguments: TestEngine.available)
    func ofManyGuessesAtOnceOnlySoManyAreJudged(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 3 }
        let user = try await astakos.user("ada", password: "secret")
        let refusals = await withTaskGroup(of: LoginRefusal?.self) { tasks in
            for number in 0..<40 {
                tasks.addTask {
                    do {
                        _ = try await astakos.services.logins.login(
                            email: user.email, password: "guess", address: "10.0.0.\(number)")
                        return nil
                    } catch {
                        return error as? LoginRefusal
                    }
                }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
        #expect(refusals.count { $0 == .wrongCredentials } == 3)
        #expect(refusals.count { $0 == .throttled(wait: .seconds(60)) } == 37)
    }

    /// The password is looked up before it is hashed: whoever knows the old one must not get the new token, or a session.
    @Test(arguments: TestEngine.available)
    func whoKnowsTheOldPasswordIsOutWhenItChanges(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 100 }
        let services = astakos.services
        let user = try await astakos.user("ada", password: "word 0")
        for round in 1...8 {
            let old = "word \(round - 1)"
            let got = try await withThrowingTaskGroup(of: [String].self) { tasks in
                for number in 0..<10 {
                    tasks.addTask {
                        if number < 5 {
                            let token = try? await services.logins.token(
                                email: user.email, password: old, address: nil)
                            return [token].compactMap { $0 }
                        }
                        let login = try? await services.logins.login(email: user.email, password: old, address: nil)
                        return [login?.session.token, login?.session.cookie].compactMap { $0 }
                    }
                }
                tasks.addTask {
                    try await services.authentication.changePassword(
                        of: user, from: Secret(old), to: Secret("word \(round)"), address: nil)
                    return []
                }
                return try await tasks.reduce(into: []) { $0 += $1 }
            }
            for text in got {
                #expect(try await services.tokens.lookup(text) == nil, "round \(round)")
                #expect(try await services.sessions.lookup(text) == nil, "round \(round)")
            }
        }
    }

    /// The first log-ins after an upgrade, of a program with several hands.
    @Test(arguments: TestEngine.available)
    func manyLogInsHashAnOldPasswordAnewAndAllSucceed(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 100 }
        let user = try await astakos.user("ada", password: "x")
        try await astakos.database.write {
            let stored = "sha1$a1b2c$5032f3a9ebceacdf8252550bd90fe2fbcb37e376"
            try $0.run("UPDATE users SET password = \(stored) WHERE uuid = \(user.uuid)")
        }
        let proof = IdentityProof.password(.id(user.uuid), Secret("s3cret-Pass"))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<10 { tasks.addTask { try await astakos.login(proof, scope: .none) } }
            try await tasks.waitForAll()
        }
    }

    /// A program that works with several hands logs in with all of them.
    @Test(arguments: TestEngine.available)
    func manyRightLogInsAtOnceAreAllLetIn(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 1 }
        let user = try await astakos.user("ada", password: "secret")
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for _ in 0..<20 {
                tasks.addTask {
                    let found = try await astakos.services.logins.login(
                        email: user.email, password: "secret", address: "10.0.0.1")
                    #expect(found.user.id == user.id)
                }
            }
            try await tasks.waitForAll()
        }
    }

    /// What no account can be called is not remembered in full.
    @Test func namesWithoutEndShareOneCount() async throws {
        let astakos = try await TestAstakos(.sqlite) { $0.loginTriesPerMinute = 2 }
        for name in ["a", "b"] {
            await #expect(throws: LoginRefusal.wrongCredentials) {
                try await astakos.services.logins.login(
                    email: String(repeating: name, count: 1_000_000), password: "x", address: nil)
            }
        }
        await #expect(throws: LoginRefusal.throttled(wait: .seconds(60))) {
            try await astakos.services.logins.login(
                email: String(repeating: "c", count: 321), password: "x", address: nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func oneAddressCannotTryEveryAccount(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 1 }
        for number in 1...10 {
            await #expect(throws: LoginRefusal.wrongCredentials) {
                try await astakos.services.logins.login(
                    email: "u\(number)@example.org", password: "x", address: "10.0.0.1")
            }
        }
        await #expect(throws: LoginRefusal.throttled(wait: .seconds(60))) {
            try await astakos.services.logins.login(email: "u11@example.org", password: "x", address: "10.0.0.1")
        }
        await #expect(throws: LoginRefusal.wrongCredentials) {
            try await astakos.services.logins.login(email: "u11@example.org", password: "x", address: "10.0.0.2")
        }
    }

    @Test(arguments: TestEngine.available)
    func aSessionOfAnInactiveUserIsWorthNothing(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        let sessions = astakos.services.sessions
        let one = try await sessions.open(user)
        let two = try await sessions.open(user)
        try await sessions.closeAll(of: user.id, except: one.cookie)
        #expect(try await sessions.lookup(one.cookie) != nil)
        #expect(try await sessions.lookup(two.cookie) == nil)
        _ = try await astakos.services.users.deactivate(user.id)
        #expect(try await sessions.lookup(one.cookie) == nil)
        #expect(try await sessions.lookup("nonsense") == nil)
    }
}
