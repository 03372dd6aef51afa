import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// openstack.md 2.6: secrets for programs that log in by themselves.
@Suite struct ApplicationCredentialTests {
    private func holder(_ astakos: TestAstakos, _ user: User) async throws -> TokenHolder {
        try await astakos.services.tokens.find(try await astakos.services.tokens.reveal(user.id))
    }

    @Test(arguments: TestEngine.available)
    func aProgramLogsInForItsProject(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada")
        let credentials = astakos.services.applicationCredentials
        let (robot, secret) = try await credentials.create(
            NewApplicationCredential(name: "robot", description: "Copies"), for: try await holder(astakos, user))
        #expect(secret.exposed.utf8.count == 64)
        #expect(try await credentials.list(of: user.id) == [robot])
        #expect(try await credentials.find(robot.id, of: user.id) == robot)
        for reference in [
            CredentialReference.id(robot.id), .name("robot", .id(user.uuid)), .name("robot", .name("ADA@example.org")),
        ] {
            let issued = try await astakos.login(.applicationCredential(reference, secret), scope: .none)
            let found = try await astakos.services.tokens.find(issued.token.exposed)
            #expect(found.scope == .project(ProjectID(user.uuid.rawValue)))
            #expect(found.scoped?.credential == robot)
            #expect(found.scoped?.methods == [.applicationCredential])
        }
        // What it got stays its own through any exchange.
        let issued = try await astakos.login(.applicationCredential(.id(robot.id), secret), scope: .none)
        let exchanged = try await astakos.login(.token(issued.token), scope: .none)
        #expect(exchanged.holder.scoped?.credential == robot)
        await #expect(throws: AuthenticationService.refused) {
            try await astakos.login(.applicationCredential(.id(robot.id), secret), scope: .domain)
        }
    }

    /// Password and token are other secrets: a program that uses neither logs in again.
    @Test(arguments: TestEngine.available)
    func itEndsWithItsCredential(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada", password: "secret word")
        let services = astakos.services
        let (robot, secret) = try await services.applicationCredentials.create(
            NewApplicationCredential(name: "robot"), for: try await holder(astakos, user))
        let robots = IdentityProof.applicationCredential(.id(robot.id), secret)
        let first = try await astakos.login(robots, scope: .none)
        try await services.users.setPassword("another word", of: user.id)
        #expect(try await services.tokens.lookup(first.token.exposed) == nil)
        let issued = try await astakos.login(robots, scope: .none)

        try await services.applicationCredentials.delete(robot.id, for: try await holder(astakos, user))
        #expect(try await services.tokens.lookup(issued.token.exposed) == nil)
        await #expect(throws: AuthenticationService.refused) {
            try await astakos.login(robots, scope: .none)
        }
    }

    /// Whoever deletes one means it: no log-in that is under way fails on the way, and none succeeds after.
    @Test(arguments: TestEngine.available)
    func logInsWhileItIsDeletedAreRefused(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.loginTriesPerMinute = 1000 }
        let user = try await astakos.user("ada")
        let credentials = astakos.services.applicationCredentials
        let own = try await holder(astakos, user)
        for round in 1...10 {
            let (robot, secret) = try await credentials.create(NewApplicationCredential(name: "\(round)"), for: own)
            try await withThrowingTaskGroup(of: Void.self) { tasks in
                for _ in 0..<10 {
                    tasks.addTask {
                        do {
                            try await astakos.login(.applicationCredential(.id(robot.id), secret), scope: .none)
                        } catch let fault as Fault {
                            #expect(fault == AuthenticationService.refused)
                        }
                    }
                }
                tasks.addTask { try await credentials.delete(robot.id, for: own) }
                try await tasks.waitForAll()
            }
        }
    }

    @Test(arguments: TestEngine.available)
    func itHasTheRolesThatItWasMadeWith(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada", groups: ["helpdesk", "staff"])
        let credentials = astakos.services.applicationCredentials
        let own = try await holder(astakos, user)
        for (asked, roles) in [
            (nil, ["member", "reader", "helpdesk", "staff"]), (["member"], ["member", "reader"]),
            (["staff", "member"], ["member", "reader", "staff"]),
        ] as [([String]?, [String])] {
            let (robot, secret) = try await credentials.create(
                NewApplicationCredential(name: "\(roles)", roles: asked), for: own)
            #expect(robot.roles == roles)
            let issued = try await astakos.login(.applicationCredential(.id(robot.id), secret), scope: .none)
            let found = try await astakos.services.tokens.find(issued.token.exposed)
            #expect(found.roles == roles)
            #expect(found.caller.groups == Array(roles.dropFirst(2)))
        }
    }

    @Test(arguments: TestEngine.available)
    func itHasAnEnd(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada")
        let end = astakos.clock.now + .seconds(600)
        let (robot, secret) = try await astakos.services.applicationCredentials.create(
            NewApplicationCredential(name: "robot", secret: Secret("sixteen letters!"), expires: end),
            for: try await holder(astakos, user))
        #expect(secret == Secret("sixteen letters!"))
        let proof = IdentityProof.applicationCredential(.id(robot.id), secret)
        #expect(try await astakos.login(proof, scope: .none).holder.expires == end)
        astakos.clock.advance(by: .seconds(600))
        await #expect(throws: AuthenticationService.refused) { try await astakos.login(proof, scope: .none) }
    }

    @Test(arguments: TestEngine.available)
    func aRestrictedOneMakesAndDeletesNone(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada")
        let credentials = astakos.services.applicationCredentials
        let own = try await holder(astakos, user)
        func token(_ name: String, isUnrestricted: Bool) async throws -> TokenHolder {
            let (made, secret) = try await credentials.create(
                NewApplicationCredential(name: name, isUnrestricted: isUnrestricted), for: own)
            return try await astakos.login(.applicationCredential(.id(made.id), secret), scope: .none).holder
        }
        let restricted = try await token("restricted", isUnrestricted: false)
        let message = "A restricted application credential may neither make nor delete application credentials."
        await #expect(throws: fault(.forbidden, message)) {
            try await credentials.create(NewApplicationCredential(name: "more"), for: restricted)
        }
        await #expect(throws: fault(.forbidden, message)) {
            try await credentials.delete(try #require(restricted.scoped?.credential?.id), for: restricted)
        }
        let unrestricted = try await token("unrestricted", isUnrestricted: true)
        let (more, _) = try await credentials.create(NewApplicationCredential(name: "more"), for: unrestricted)
        try await credentials.delete(more.id, for: unrestricted)
    }

    @Test(arguments: TestEngine.available)
    func anothersAreNotThere(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let (ada, bob) = (try await astakos.user("ada"), try await astakos.user("bob"))
        let credentials = astakos.services.applicationCredentials
        let (robot, _) = try await credentials.create(
            NewApplicationCredential(name: "robot"), for: try await holder(astakos, ada))
        // Names are each user's own.
        _ = try await credentials.create(NewApplicationCredential(name: "robot"), for: try await holder(astakos, bob))
        let unknown = fault(.itemNotFound, "Could not find application credential: \(robot.id).")
        await #expect(throws: unknown) { try await credentials.find(robot.id, of: bob.id) }
        await #expect(throws: unknown) { try await credentials.delete(robot.id, for: try await holder(astakos, bob)) }
        #expect(try await credentials.list(of: ada.id) == [robot])
    }

    @Test(arguments: [
        (NewApplicationCredential(name: ""), "name should have 1 to 255 characters, none of them a control character."),
        (
            NewApplicationCredential(name: "a\u{7}"),
            "name should have 1 to 255 characters, none of them a control character."
        ),
        (
            NewApplicationCredential(name: "e" + String(repeating: "\u{301}", count: 255)),
            "name should have 1 to 255 characters, none of them a control character."
        ),
        (
            NewApplicationCredential(name: "a", description: String(repeating: "x", count: 1025)),
            "description should have at most 1024 characters, none of them a control character."
        ),
        (
            NewApplicationCredential(name: "a", secret: Secret("short")),
            "secret should have 16 to 255 characters; leave it out to have one made."
        ),
        (NewApplicationCredential(name: "a", expires: Timestamp(seconds: 1_700_000_000)), "expires_at is in the past."),
        (
            NewApplicationCredential(name: "a", roles: ["reader"]),
            "roles should have member among them, or be left out for all of yours."
        ),
        (NewApplicationCredential(name: "a", roles: ["member", "admin"]), "roles has 'admin', which you do not have."),
    ])
    func whatIsWrongIsSaid(new: NewApplicationCredential, message: String) async throws {
        let astakos = try await TestAstakos(.sqlite)
        let own = try await holder(astakos, try await astakos.user("ada"))
        await #expect(throws: fault(.badRequest, message)) {
            try await astakos.services.applicationCredentials.create(new, for: own)
        }
    }

    @Test(arguments: TestEngine.available)
    func namesAreTakenOnceAndAHundredAreEnough(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let own = try await holder(astakos, try await astakos.user("ada"))
        let credentials = astakos.services.applicationCredentials
        for number in 1...99 { _ = try await credentials.create(NewApplicationCredential(name: "\(number)"), for: own) }
        await #expect(throws: fault(.conflict, "You have an application credential named '7' already.")) {
            try await credentials.create(NewApplicationCredential(name: "7"), for: own)
        }
        _ = try await credentials.create(NewApplicationCredential(name: "100"), for: own)
        await #expect(throws: fault(.forbidden, "You have 100 application credentials; delete one first.")) {
            try await credentials.create(NewApplicationCredential(name: "101"), for: own)
        }
    }

    @Test(arguments: TestEngine.available)
    func aTokenWithoutAProjectMakesNone(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user("ada")
        let own = Secret(try await astakos.services.tokens.reveal(user.id))
        for scope in [ScopeRequest.none, .domain] {
            let unscoped = try await astakos.login(.token(own), scope: scope).holder
            let message = "An application credential is for a project: log in to one."
            await #expect(throws: fault(.forbidden, message)) {
                try await astakos.services.applicationCredentials.create(
                    NewApplicationCredential(name: "robot"), for: unscoped)
            }
        }
    }
}
