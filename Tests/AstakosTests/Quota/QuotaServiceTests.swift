import Astakos
import AstakosClient
import SQLAccess
import TestEngines
import Testing
import Vocabulary

@Suite struct QuotaServiceTests {
    @Test(arguments: TestEngine.available)
    func anIssuedCommissionIsPendingUntilItIsAccepted(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 3)], name: "three", by: "cyclades")

        #expect(try await quota.pending(of: "cyclades") == [serial])
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 3))
        let info = try #require(try await quota.info(serial, of: "cyclades"))
        #expect(info.name == "three")
        #expect(info.issued == astakos.clock.now)
        #expect(info.provisions == [vm(ada, 3)])

        let resolution = try await quota.resolve(accept: [serial], reject: [], by: "cyclades")
        #expect(resolution == Resolution(accepted: [serial]))
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 0))
        #expect(try await quota.info(serial, of: "cyclades") == nil)
        #expect(try await quota.resolve(accept: [serial], reject: [], by: "cyclades") == Resolution(unknown: [serial]))
    }

    @Test(arguments: TestEngine.available)
    func whatIsAcceptedSoonIsAcceptedForWhoeverAsks(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades")
        try await confirmation { entered in
            quota.acceptSoon(serial, by: "cyclades") { entered() }
            let held = try await usage(astakos, ada)
            #expect(held == QuotaUsage(limit: 10, usage: 3, pending: 0))
        }
        #expect(try await quota.pending(of: "cyclades").isEmpty)
        #expect(try await quota.resolve(accept: [serial], reject: [], by: "cyclades") == Resolution(unknown: [serial]))
    }

    @Test(arguments: TestEngine.available)
    func theNextCommissionEntersWhatWasAcceptedEvenWhenItIsRefused(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let three = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades")
        let back = try await quota.issue([vm(ada, 0)], name: "", by: "cyclades")
        await confirmation(expectedCount: 2) { entered in
            for serial in [three, back] { quota.acceptSoon(serial, by: "cyclades") { entered() } }
            let refusal = await #expect(throws: Fault.self) {
                try await quota.issue([vm(ada, 8)], name: "", by: "cyclades")
            }
            #expect(refusal?.kind == .overLimit)
        }
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 0))
    }

    @Test(arguments: TestEngine.available)
    func acceptedAndIssuedByManyAtOnceTheBooksAddUp(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let issued = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<40 {
                group.addTask {
                    guard let serial = try? await quota.issue([vm(ada, 1)], name: "", by: "cyclades") else { return 0 }
                    quota.acceptSoon(serial, by: "cyclades") {}
                    return 1
                }
            }
            return await group.reduce(0, +)
        }
        #expect(issued == 10)
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 10, pending: 0))
        #expect(try await quota.pending(of: "cyclades").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aRejectedCommissionLeavesNothing(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue(
            [vm(ada, 3), Provision(holder: ada.uuid, resource: "cyclades.cpu", quantity: 0)], name: "", by: "cyclades")
        #expect(try await quota.resolve(accept: [], reject: [serial], by: "cyclades") == Resolution(rejected: [serial]))
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 0, pending: 0))
    }

    @Test(arguments: TestEngine.available)
    func oneRefusedProvisionUndoesAll(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let fault = await #expect(throws: Fault.self) {
            try await quota.issue(
                [vm(ada, 1), Provision(holder: ada.uuid, resource: "cyclades.cpu", quantity: 1)], name: "",
                by: "cyclades")
        }
        #expect(fault?.kind == .overLimit)
        #expect(fault?.message == "\(ada.uuid) has not enough capacity of cyclades.cpu.")
        #expect(
            fault?.data.flatMap { try? JSONValue(parsing: $0) } == [
                "name": "NoCapacityError", "limit": 0, "usage": 0,
                "provision": [
                    "holder": .string(ada.uuid.rawValue), "source": "system", "resource": "cyclades.cpu", "quantity": 1,
                ],
            ])
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 0, pending: 0))
        #expect(try await quota.pending(of: "cyclades").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aMissingHoldingIsNotFound(engine: TestEngine) async throws {
        let (astakos, _) = try await prepared(engine)
        let fault = await #expect(throws: Fault.self) {
            try await astakos.services.quota.issue(
                [Provision(holder: UserID("nobody"), resource: "cyclades.vm", quantity: 1)], name: "", by: "cyclades")
        }
        #expect(fault?.kind == .itemNotFound)
        #expect(fault?.message == "There is no such holding ('nobody', 'system', 'cyclades.vm')")
    }

    @Test(arguments: TestEngine.available)
    func autoAcceptedCommissionsAreNeverPending(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 2)], name: "", by: "cyclades", autoAccept: true)
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 2, pending: 0))
        #expect(try await quota.info(serial, of: "cyclades") == nil)
        #expect(try await quota.pending(of: "cyclades").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func anotherComponentsCommissionIsUnknown(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 1)], name: "", by: "cyclades")
        #expect(try await quota.info(serial, of: "pithos") == nil)
        #expect(try await quota.pending(of: "pithos").isEmpty)
        #expect(try await quota.resolve(accept: [serial], reject: [], by: "pithos") == Resolution(unknown: [serial]))
        #expect(try await usage(astakos, ada)?.pending == 1)
    }

    @Test(arguments: TestEngine.available)
    func manyAreResolvedAtOnceAndConflictsStayPending(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        var serials: [CommissionSerial] = []
        for _ in 0..<3 { serials.append(try await quota.issue([vm(ada, 1)], name: "", by: "cyclades")) }
        let unknown = CommissionSerial(99_999)
        let resolution = try await quota.resolve(
            accept: [serials[0], serials[2], unknown], reject: [serials[1], serials[2], serials[2]], by: "cyclades")
        #expect(
            resolution
                == Resolution(
                    accepted: [serials[0]], rejected: [serials[1]], unknown: [unknown], conflicting: [serials[2]]))
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 2, pending: 1))
    }

    @Test(arguments: TestEngine.available)
    func everyResolvedProvisionIsLogged(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 2)], name: "two", by: "cyclades")
        _ = try await quota.resolve(accept: [serial], reject: [], by: "cyclades")
        _ = try await quota.issue([vm(ada, -1)], name: "", by: "cyclades", autoAccept: true)
        let lines = try await astakos.database.read { tx in
            try tx.all("SELECT quantity, usage_min, usage_max, uplimit, reason FROM provision_log ORDER BY id") { row in
                let numbers: [Int64] = try (0..<4).map { try row.get($0) }
                return "\(numbers) \(try row.get(4, as: String.self))"
            }
        }
        #expect(lines == ["[2, 2, 2, 10] ACCEPT", "[-1, 1, 1, 10] ACCEPT"])
    }

    /// Fifty tasks, one unit left: exactly one gets it.
    @Test(arguments: TestEngine.available)
    func onlyOneGetsTheLastUnit(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        _ = try await quota.issue([vm(ada, 9)], name: "", by: "cyclades", autoAccept: true)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<50 {
                group.addTask { (try? await quota.issue([vm(ada, 1)], name: "", by: "cyclades")) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 10, pending: 1))
    }

    /// Two users' holdings asked for in either order, all at once: nobody waits for ever and nothing gets lost.
    @Test(arguments: TestEngine.available)
    func crossingCommissionsNeitherDeadlockNorLoseCount(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let bob = try await astakos.user("bob")
        let quota = astakos.services.quota
        try await withThrowingTaskGroup(of: Void.self) { group in
            for round in 0..<20 {
                group.addTask {
                    let provisions = round.isMultiple(of: 2) ? [vm(ada, 1), vm(bob, 1)] : [vm(bob, 1), vm(ada, 1)]
                    let serial = try await quota.issue(provisions, name: "", by: "cyclades", force: true)
                    let isAccepted = round.isMultiple(of: 4)
                    _ = try await quota.resolve(
                        accept: isAccepted ? [serial] : [], reject: isAccepted ? [] : [serial], by: "cyclades")
                }
            }
            try await group.waitForAll()
        }
        for user in [ada, bob] {
            #expect(try await usage(astakos, user) == QuotaUsage(limit: 10, usage: 5, pending: 0))
        }
        #expect(try await quota.pending(of: "cyclades").isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aComponentSeesItsOwnResourcesOnly(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let own = try await quota.quotas(ofComponent: "pithos", user: ada.uuid)
        #expect(own == [ada.uuid: [.system: ["pithos.diskspace": QuotaUsage(limit: 0, usage: 0, pending: 0)]]])
        #expect(try await quota.quotas(ofComponent: "cyclades", user: nil)[ada.uuid]?[.system]?.count == 5)
        #expect(try await quota.quotas(ofComponent: "cyclades", user: UserID("nobody")).isEmpty)
        #expect(try await quota.quotas(of: ada.uuid)[.system]?.count == 7)
    }

    @Test(arguments: TestEngine.available)
    func oldCommissionsAreFound(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let old = try await quota.issue([vm(ada, 1)], name: "old", by: "cyclades")
        astakos.clock.advance(by: .seconds(100))
        _ = try await quota.issue([vm(ada, 1)], name: "new", by: "pithos")
        #expect(try await quota.commissions().map(\.name) == ["old", "new"])
        #expect(try await quota.commissions(olderThan: .seconds(60)).map(\.serial) == [old])
        #expect(try await quota.commission(old).1 == [vm(ada, 1)])
    }

    private func prepared(_ engine: TestEngine) async throws -> (TestAstakos, User) {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        return (astakos, try await astakos.user())
    }

    private func usage(_ astakos: TestAstakos, _ user: User) async throws -> QuotaUsage? {
        try await astakos.services.quota.quotas(of: user.uuid)[.system]?["cyclades.vm"]
    }
}

private func vm(_ user: User, _ quantity: Int64) -> Provision {
    Provision(holder: user.uuid, resource: "cyclades.vm", quantity: quantity)
}
