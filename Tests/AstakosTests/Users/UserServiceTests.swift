import Astakos
import AstakosClient
import SQLAccess
import Settings
import TestEngines
import Testing
import Vocabulary

@Suite struct UserServiceTests {
    @Test(arguments: TestEngine.available)
    func twoAccountsCannotShareAnAddressInAnyLetterCase(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        _ = try await astakos.user("ada")
        await #expect(
            throws: fault(.conflict, "There is already an account with the email address 'ADA@example.org'.")
        ) {
            try await astakos.services.users.create(
                NewUser(email: "ADA@example.org", firstName: "", lastName: "", password: nil))
        }
        #expect(try await astakos.services.users.lookup(email: "Ada@EXAMPLE.org")?.firstName == "ada")
    }

    @Test(arguments: TestEngine.available)
    func groupsAndPermissionsAreMadeOnDemand(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let user = try await astakos.services.users.create(
            NewUser(
                email: "a@example.org", firstName: "A", lastName: "B", password: nil, groups: ["default", "helpdesk"],
                permissions: ["can_fly"]))
        let groups = astakos.services.groups
        #expect(try await groups.names(of: [user.id]) == [user.id: ["default", "helpdesk"]])
        #expect(try await groups.permissions(of: user.id) == ["can_fly"])
        #expect(try await groups.list().map(\.memberCount) == [1, 1])
        try await groups.remove(user.id, from: "default")
        #expect(try await groups.list().map(\.memberCount) == [0, 1])
        await #expect(throws: fault(.itemNotFound, "Group named nosuch does not exist")) {
            try await groups.add(user.id, to: "nosuch")
        }
    }

    @Test(arguments: TestEngine.available)
    func listsFilterAndPage(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine) { $0.isModerated = true }
        let users = astakos.services.users
        var all: [User] = []
        for number in 1...5 {
            all.append(
                try await users.create(
                    NewUser(
                        email: "u\(number)@example.org", firstName: "U", lastName: "\(number)", password: nil,
                        groups: number == 3 ? ["odd"] : [])))
        }
        _ = try await users.verify(all[1].id)
        _ = try await users.verify(all[2].id)
        _ = try await users.accept(all[2].id)
        #expect(try await users.listAll().map(\.id) == all.map(\.id))
        #expect(try await users.list(page: Page(marker: all[1].id, limit: 2)).map(\.id) == [all[2].id, all[3].id])
        #expect(try await users.listAll(.pendingModeration).map(\.id) == [all[1].id])
        #expect(try await users.listAll(.pendingVerification).count == 3)
        #expect(try await users.listAll(UserFilter(isActive: true)).map(\.id) == [all[2].id])
        #expect(try await users.listAll(UserFilter(group: "odd")).map(\.id) == [all[2].id])
        #expect(try await users.listAll(UserFilter(group: "nosuch")).isEmpty)
    }

    @Test(arguments: [
        ("nonsense", "A", "B"), ("a@b", "A", "B"), ("a b@example.org", "A", "B"), ("@example.org", "A", "B"),
        ("a@example.org\r\nBcc: x@y.z", "A", "B"), ("a@-x.org", "A", "B"),
        ("a@example.org", "0123456789012345678901234567890", "B"), ("a@example.org", "A", "B\n"),
    ])
    func badInputIsRefused(email: String, first: String, last: String) async throws {
        let astakos = try await TestAstakos(.sqlite)
        let fault = await #expect(throws: Fault.self) {
            try await astakos.services.users.create(
                NewUser(email: email, firstName: first, lastName: last, password: nil))
        }
        #expect(fault?.kind == .badRequest)
        #expect(try await astakos.services.users.listAll().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func anImportedUserKeepsUUIDAndToken(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let expires = Timestamp(seconds: 2_082_758_400)
        let user = try await astakos.services.users.createAccepted(
            NewUser(
                email: "user1@example.org", firstName: "First1", lastName: "Last1", password: nil,
                uuid: UserID("11111111-1111-4111-8111-111111111111"), token: "user1-token-AAAA", tokenExpires: expires))
        #expect(user.uuid.rawValue == "11111111-1111-4111-8111-111111111111")
        #expect(user.tokenExpires == expires)
        #expect(try await astakos.services.tokens.authenticate(token: "user1-token-AAAA").realName == "First1 Last1")
    }

    @Test(arguments: TestEngine.available)
    func catalogsKeepTheAskersSpellingAndLeaveOutTheUnknown(engine: TestEngine) async throws {
        let astakos = try await TestAstakos(engine)
        let ada = try await astakos.user("ada")
        let bob = try await astakos.services.users.create(
            NewUser(email: "bob@example.org", firstName: "", lastName: "", password: nil))
        let catalog = astakos.services.catalog
        #expect(
            try await catalog.users(named: ["ADA@example.org", "bob@example.org", "x@example.org"])
                == ["ADA@example.org": ada.uuid, "bob@example.org": bob.uuid])
        #expect(try await catalog.usernames(of: [bob.uuid, UserID("x")]) == [bob.uuid: "bob@example.org"])
        #expect(try await catalog.allUsers().count == 2)
        #expect(try await catalog.allUsernames()[ada.uuid] == "ada@example.org")
        #expect(try await catalog.users(named: []).isEmpty)
        let many = (0..<1200).map { UserID("\($0)") } + [ada.uuid]
        #expect(try await catalog.usernames(of: many) == [ada.uuid: "ada@example.org"])
    }
}
