import Astakos
import AstakosClient
import SQLAccess
import Synchronization
import TestEngines
import Testing
import Vocabulary

/// Commissions that are accepted before they are in the books, when something is in their way.
@Suite(.timeLimit(.minutes(1))) struct AcceptSoonTests {
    @Test(arguments: TestEngine.available)
    func whatATransactionFailedToEnterIsThereForWhoeverWaitedForIt(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades")
        astakos.database.order(.overtakenAndLost)
        quota.acceptSoon(serial, by: "cyclades") {}
        #expect(await astakos.database.isMet())
        try await withThrowingTaskGroup(of: QuotaUsage?.self) { group in
            for _ in 0..<10 { group.addTask { try await usage(astakos, ada) } }
            // Most of them wait by then; those that do not must see it too.
            try await Task.sleep(for: .milliseconds(50))
            astakos.database.release()
            for try await usage in group { #expect(usage == QuotaUsage(limit: 10, usage: 3, pending: 0)) }
        }
    }

    @Test(arguments: TestEngine.available)
    func roomThatSomebodyIsMakingJustNowCounts(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        _ = try await quota.issue([vm(ada, 10)], name: "", by: "cyclades", autoAccept: true)
        let back = try await quota.issue([vm(ada, -3)], name: "", by: "cyclades")
        astakos.database.order(.overtaken)
        quota.acceptSoon(back, by: "cyclades") {}
        #expect(await astakos.database.isMet())
        _ = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades", autoAccept: true)
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 10, pending: 0))
    }

    @Test(arguments: TestEngine.available)
    func whatATransactionFailedToEnterIsEnteredThoughNobodyAsks(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = astakos.services.quota
        let serial = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades")
        astakos.database.order(.lost, .lost)
        await withCheckedContinuation { (entered: CheckedContinuation<Void, Never>) in
            quota.acceptSoon(serial, by: "cyclades") { entered.resume() }
        }
        #expect(try await pending(astakos).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func whatCannotBeEnteredStaysPendingAndStopsNobody(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let bob = try await astakos.user("bob")
        let quota = astakos.services.quota
        let broken = try await quota.issue([vm(ada, 3)], name: "", by: "cyclades")
        let whole = try await quota.issue([vm(bob, 3)], name: "", by: "cyclades")
        try await astakos.database.write { try $0.run("DELETE FROM holdings WHERE holder = \(ada.uuid)") }
        try await confirmation { entered in
            quota.acceptSoon(broken, by: "cyclades") { Issue.record("it is not in the books") }
            quota.acceptSoon(whole, by: "cyclades") { entered() }
            _ = try await quota.issue([vm(bob, 1)], name: "", by: "cyclades", autoAccept: true)
            #expect(try await usage(astakos, bob) == QuotaUsage(limit: 10, usage: 4, pending: 0))
        }
        #expect(try await quota.pending(of: "cyclades") == [broken])
        let another = try await quota.issue([vm(bob, 1)], name: "", by: "cyclades")
        let resolution = try await quota.resolve(accept: [broken, another], reject: [], by: "cyclades")
        #expect(resolution == Resolution(accepted: [another], conflicting: [broken]))
    }

    /// Whoever strikes it off a list of his own must not do so before: after a power cut it would be pending, and unknown.
    @Test(arguments: TestEngine.available)
    func whatIsAcceptedIsSeenAtOnceAndToldWhenItIsInTheBooks(engine: TestEngine) async throws {
        let (astakos, ada) = try await prepared(engine)
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let told = Mutex(0)
        let first = try await quota.issue([vm(ada, 3)], name: "")
        astakos.database.order(.overtaken)
        try await quota.acceptSoon(first) { told.withLock { $0 += 1 } }
        #expect(await astakos.database.isMet())
        #expect(told.withLock { $0 } == 0)
        astakos.database.release()
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 0))
        try await quota.acceptSoon(try await quota.issue([vm(ada, 2)], name: "")) { told.withLock { $0 += 1 } }
        try await astakos.services.quota.enterAccepted()
        #expect(told.withLock { $0 } == 2)
        #expect(try await pending(astakos).isEmpty)
    }

    private func prepared(_ engine: TestEngine) async throws -> (TestAstakos, User) {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        return (astakos, try await astakos.user())
    }

    private func usage(_ astakos: TestAstakos, _ user: User) async throws -> QuotaUsage? {
        try await astakos.services.quota.quotas(of: user.uuid)[.system]?["cyclades.vm"]
    }

    /// As the books have it.
    private func pending(_ astakos: TestAstakos) async throws -> [CommissionSerial] {
        try await astakos.database.read { tx in
            try tx.all("SELECT serial FROM commissions ORDER BY serial") { try $0.get(0) }
        }
    }
}

private func vm(_ user: User, _ quantity: Int64) -> Provision {
    Provision(holder: user.uuid, resource: "cyclades.vm", quantity: quantity)
}
