import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

/// identity.md 3.2.
@Suite struct UserLifeTests {
    @Test(arguments: TestEngine.available)
    func withModerationAUserWaitsForAcceptance(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.isModerated = true }
        try await astakos.register()
        let users = astakos.services.users
        let ada = try await users.create(newUser("Ada@Example.org"))
        #expect(ada.state == .unverified)
        #expect(ada.username == "ada@example.org")
        #expect(ada.email == "Ada@Example.org")
        #expect(UUIDText.isValid(ada.uuid.rawValue))

        let verified = try await users.verify(ada.id)
        #expect(verified.state == .pendingModeration)
        #expect(verified.verifiedAt == astakos.clock.now)
        #expect(try await astakos.services.quota.quotas(of: ada.uuid).isEmpty)

        let accepted = try await users.accept(ada.id)
        #expect(accepted.state == .active)
        #expect(accepted.status == "Accepted/Active (manually accepted)")
        #expect(try await astakos.services.quota.quotas(of: ada.uuid)[.system]?.count == 7)
    }

    @Test(arguments: TestEngine.available)
    func withoutModerationVerificationIsEnough(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.user()
        #expect(user.isActive)
        #expect(user.status == "Accepted/Active (accepted policy: auto_moderation)")
    }

    @Test(arguments: TestEngine.available)
    func aKnownAddressNeedsNoModeration(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) {
            $0.isModerated = true
            $0.acceptedEmailPatterns = [".*@staff\\.example\\.org$"]
        }
        let users = astakos.services.users
        let staff = try await users.create(newUser("a@staff.example.org"))
        let other = try await users.create(newUser("a@staff.example.org.evil.test"))
        #expect(try await users.verify(staff.id).acceptedPolicy == .email)
        #expect(try await users.verify(other.id).state == .pendingModeration)
    }

    @Test(arguments: TestEngine.available)
    func aRejectedUserMayStillBeAccepted(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.isModerated = true }
        let users = astakos.services.users
        let user = try await users.create(newUser("a@example.org"))
        _ = try await users.verify(user.id)
        #expect(try await users.reject(user.id, reason: "no").status == "Rejected (no)")
        #expect(try await users.accept(user.id).state == .active)
    }

    @Test(arguments: TestEngine.available)
    func deactivationLocksOutAtOnceAndKeepsQuota(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        let user = try await astakos.user()
        let token = try await astakos.services.tokens.reveal(user.id)
        _ = try await astakos.services.tokens.authenticate(token: token)

        let inactive = try await astakos.services.users.deactivate(user.id, reason: "gone")
        #expect(inactive.status == "Accepted/Inactive (gone) (accepted policy: auto_moderation)")
        #expect(inactive.deactivatedAt == astakos.clock.now)
        await #expect(throws: fault(.unauthorized, "User inactive")) {
            try await astakos.services.tokens.authenticate(token: token)
        }
        #expect(try await astakos.services.users.activate(user.id).isActive)
        #expect(try await astakos.services.tokens.authenticate(token: token).uuid == user.uuid)
    }

    @Test(arguments: TestEngine.available)
    func whatTheStateDoesNotAllowIsRefusedAndSaysWhy(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.isModerated = true }
        let users = astakos.services.users
        let user = try await users.create(newUser("a@example.org"))
        await #expect(throws: fault(.conflict, "This account's e-mail address is not verified.")) {
            try await users.accept(user.id)
        }
        await #expect(throws: fault(.conflict, "This account is not accepted yet.")) {
            try await users.activate(user.id)
        }
        _ = try await users.verify(user.id)
        await #expect(throws: fault(.conflict, "This account is already verified.")) { try await users.verify(user.id) }
        _ = try await users.accept(user.id)
        await #expect(throws: fault(.conflict, "This account is already moderated.")) {
            try await users.accept(user.id)
        }
        await #expect(throws: fault(.conflict, "This account is already active.")) { try await users.activate(user.id) }
        await #expect(throws: fault(.itemNotFound, "Unknown user with id '99'")) { try await users.verify(User.ID(99)) }
    }

    /// Every event in every state: allowed or refused, never anything else.
    @Test func theTableOfEvents() {
        let states: [(UserState, Set<String>)] = [
            (.unverified, ["verify", "deactivate"]),
            (.pendingModeration, ["accept", "reject", "deactivate"]),
            (.rejected, ["accept", "deactivate"]),
            (.active, ["deactivate"]),
            (.inactive, ["accept", "activate", "deactivate"]),
        ]
        for (state, allowed) in states {
            let user = UserLifeTests.user(in: state)
            #expect(user.state == state)
            let passing = EventTable.events.filter { EventTable.isAllowed($0, user) }
            #expect(Set(passing) == allowed, "\(state)")
        }
    }

    private func newUser(_ email: String) -> NewUser {
        NewUser(email: email, firstName: "A", lastName: "B", password: nil)
    }
}
