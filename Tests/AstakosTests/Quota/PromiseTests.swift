import AstakosClient
import SQLAccess
import Synchronization
import TestEngines
import Testing
import Vocabulary

@testable import Astakos

/// Quota that is promised in memory and written down only when it is kept.
@Suite(.timeLimit(.minutes(1))) struct PromiseTests {
    @Test func aPromiseCountsAtOnce() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let promise = try #require(quota.promise([vm(ada, 3)], name: "a machine"))
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 3))
        #expect(try await table(astakos, ada) == 3)
        quota.keep(promise) { Issue.record("it is lost") }
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 0))
        #expect(try await table(astakos, ada) == 3)
        #expect(try await astakos.services.quota.commissions().isEmpty)
    }

    @Test func whatIsPromisedIsThereForNobodyElse() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let promise = try #require(quota.promise([vm(ada, 6)], name: ""))
        #expect(quota.promise([vm(ada, 5)], name: "") == nil)
        let fault = await #expect(throws: Fault.self) { try await quota.issue([vm(ada, 5)], name: "") }
        #expect(fault?.kind == .overLimit)
        let small = try #require(quota.promise([vm(ada, 4)], name: ""))
        quota.drop(promise)
        quota.drop(small)
        _ = try await quota.issue([vm(ada, 10)], name: "")
        #expect(quota.promise([vm(ada, 1)], name: "") == nil)
    }

    @Test func whatIsGivenBackIsThereOnceAndGivesRoomWhenItIsKept() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        _ = try await quota.issue([vm(ada, 10)], name: "", force: false, autoAccept: true)
        let back = try #require(quota.promise([vm(ada, -7)], name: ""))
        #expect(quota.promise([vm(ada, -4)], name: "") == nil)
        await #expect(throws: Fault.self) { try await quota.issue([vm(ada, -4)], name: "") }
        await #expect(throws: Fault.self) { try await quota.issue([vm(ada, 1)], name: "") }
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 10, pending: 7))
        quota.keep(back) { Issue.record("it is lost") }
        // At once, though it may not be in the books.
        _ = try await quota.issue([vm(ada, 7)], name: "", force: false, autoAccept: true)
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 10, pending: 0))
    }

    /// All or nothing, of several holdings; and nothing that nobody has.
    @Test func aPromiseOfManyIsMadeAsAWhole() async throws {
        let (astakos, ada) = try await prepared()
        let bob = try await astakos.user("bob")
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        #expect(quota.promise([vm(ada, 1), vm(bob, 11)], name: "") == nil)
        #expect(quota.promise([Provision(holder: ada.uuid, resource: "nothing", quantity: 1)], name: "") == nil)
        #expect(quota.promise([vm(ada, 6), vm(ada, 5)], name: "") == nil)
        let both = try #require(quota.promise([vm(ada, 4), vm(bob, 10), vm(ada, 5)], name: ""))
        quota.keep(both) {}
        #expect(try await usage(astakos, ada)?.usage == 9)
        #expect(try await usage(astakos, bob)?.usage == 10)
    }

    /// Whoever asks the books behind the service's back, as another process does.
    @Test func whatIsKeptGetsIntoTheBooksThoughNobodyAsks() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        for name in ["a", "b"] { quota.keep(try #require(quota.promise([vm(ada, 2)], name: name))) {} }
        for _ in 0..<1_000 where try await stored(astakos, ada) != 4 { try await Task.sleep(for: .milliseconds(5)) }
        let lines = try await astakos.database.read { tx in
            try tx.all("SELECT name, usage_min, usage_max, reason FROM provision_log ORDER BY serial") { row in
                "\(try row.get(0) as String) \(try row.get(1) as Int) \(try row.get(2) as Int) \(try row.get(3) as String)"
            }
        }
        #expect(lines == ["a 2 2 ACCEPT", "b 4 4 ACCEPT"])
        let serials = try await astakos.database.read { tx in
            try tx.all("SELECT serial FROM provision_log ORDER BY serial") { try $0.get(0) as CommissionSerial }
        }
        #expect(Set(serials).count == 2)
        let next = try await quota.issue([vm(ada, 1)], name: "")
        #expect(serials.allSatisfy { $0 < next })
    }

    @Test func whileTheBooksTakeNothingNothingIsPromised() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        astakos.database.order(.lost, .lost, .lost)
        quota.keep(try #require(quota.promise([vm(ada, 3)], name: ""))) { Issue.record("it is lost") }
        for _ in 0..<10_000 {
            guard let promise = quota.promise([vm(ada, 1)], name: "") else { break }
            quota.drop(promise)
            try await Task.sleep(for: .milliseconds(1))
        }
        #expect(quota.promise([vm(ada, 1)], name: "") == nil)
        // It is entered when they do again.
        #expect(await astakos.database.isMet())
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 10, usage: 3, pending: 0))
        #expect(quota.promise([vm(ada, 1)], name: "") != nil)
    }

    @Test func whatCannotBeEnteredIsToldAndStopsNobody() async throws {
        let (astakos, ada) = try await prepared()
        let bob = try await astakos.user("bob")
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let lost = Mutex(0)
        let promise = try #require(quota.promise([vm(ada, 3)], name: ""))
        let other = try #require(quota.promise([vm(bob, 3)], name: ""))
        try await astakos.database.write { try $0.run("DELETE FROM holdings WHERE holder = \(ada.uuid)") }
        quota.keep(promise) { lost.withLock { $0 += 1 } }
        quota.keep(other) { Issue.record("it is lost") }
        #expect(try await usage(astakos, bob) == QuotaUsage(limit: 10, usage: 3, pending: 0))
        #expect(lost.withLock { $0 } == 1)
    }

    /// A limit that is lowered stops what comes, not what was promised.
    @Test func aPromiseOutlivesItsLimit() async throws {
        let (astakos, ada) = try await prepared()
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let promise = try #require(quota.promise([vm(ada, 3)], name: ""))
        try await astakos.services.limits.setBaseQuota(1, of: ada.id, resource: "cyclades.vm")
        #expect(quota.promise([vm(ada, 1)], name: "") == nil)
        quota.keep(promise) { Issue.record("it is lost") }
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 1, usage: 3, pending: 0))
    }

    /// It is not committed yet, and who makes a promise does not see it.
    @Test func whatATransactionTakesIsPromisedToNobody() throws {
        let promises = QuotaPromises()
        let key = Holding.Key(holder: UserID("ada"), resource: "cyclades.vm")
        let committed = [key: Holding(key: key, limit: 10, usageMin: 3, usageMax: 5)]
        let reservation = promises.reservation()
        func promise(_ quantity: Int64) -> QuotaPromise? {
            let provision = Provision(holder: key.holder, resource: key.resource, quantity: quantity)
            let promise = QuotaPromises.Promise(component: "", name: "", issued: .now(), provisions: [provision])
            return promises.make(promise) { committed }
        }
        func reserve(_ quantity: Int64, entered: [QuotaPromise] = []) throws -> Holding? {
            var holdings = committed
            let provision = Provision(holder: key.holder, resource: key.resource, quantity: quantity)
            try promises.reserve([provision], from: &holdings, force: false, entered: entered, as: reservation)
            return holdings[key]
        }
        /// Whether it may have been refused since something was counted twice.
        func isRefusalDoubtful() -> Bool? {
            do {
                _ = try reserve(1)
                return nil
            } catch { return (error as? QuotaPromises.Refusal)?.isDoubtful }
        }
        #expect(try reserve(4)?.usageMax == 9)
        #expect(promise(2) == nil)
        // It had to run again.
        #expect(try reserve(3)?.usageMax == 8)
        let two = try #require(promise(2))
        #expect(promise(1) == nil)
        promises.release(reservation)
        let three = try #require(promise(3))
        #expect(isRefusalDoubtful() == false)
        // A transaction before this one has them; but that may be undone.
        promises.set([two, three], isWritten: true)
        #expect(isRefusalDoubtful() == true)
        promises.set([two, three], isWritten: false)
        #expect(isRefusalDoubtful() == false)
        // This one has them.
        #expect(try reserve(1, entered: [two, three])?.usageMax == 6)
        promises.release(reservation)
        #expect(promise(1) == nil)
        promises.remove([two, three])
        #expect(promise(-4) == nil)
        #expect(promise(-3) != nil)
    }

    /// However many come at once, by both ways, each piece is had once, and each is had.
    @Test func theLimitIsExact() async throws {
        let (astakos, ada) = try await prepared()
        try await astakos.services.limits.setBaseQuota(100, of: ada.id, resource: "cyclades.vm")
        let quota = ComponentQuota(astakos.services.quota, component: "cyclades")
        let isOver = Mutex(false)
        // What fails among others has all of them run again.
        let failures = Task {
            while !isOver.withLock({ $0 }) {
                await #expect(throws: DatabaseError.self) {
                    try await astakos.database.write { tx in
                        try tx.run("UPDATE resources SET uplimit = uplimit WHERE name = 'cyclades.vm'")
                        try tx.run("INSERT INTO provision_log (serial) VALUES (NULL)")
                    }
                }
            }
        }
        let granted = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<300 {
                group.addTask {
                    for attempt in 0..<3 {
                        let isLast = attempt == 2
                        if number % 3 != 0, let promise = quota.promise([vm(ada, 1)], name: "") {
                            if isLast {
                                quota.keep(promise) { Issue.record("it is lost") }
                            } else {
                                quota.drop(promise)
                            }
                            if isLast { return true }
                        } else if isLast {
                            do {
                                try await quota.acceptSoon(try await quota.issue([vm(ada, 1)], name: "")) {}
                                return true
                            } catch is Fault {
                                return false
                            }
                        }
                        await Task.yield()
                    }
                    return false
                }
            }
            return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        isOver.withLock { $0 = true }
        await failures.value
        try #require(granted <= 100)
        for _ in granted..<100 { _ = try await quota.issue([vm(ada, 1)], name: "", force: false, autoAccept: true) }
        #expect(try await usage(astakos, ada) == QuotaUsage(limit: 100, usage: 100, pending: 0))
        #expect(quota.promise([vm(ada, 1)], name: "") == nil)
    }

    /// Another process may issue commissions on the same database, and cannot see what is in our memory.
    @Test(.enabled(if: TestEngine.available.contains(.postgres)))
    func nothingIsPromisedOnPostgreSQL() async throws {
        let (astakos, ada) = try await prepared(.postgres)
        #expect(ComponentQuota(astakos.services.quota, component: "cyclades").promise([vm(ada, 1)], name: "") == nil)
    }

    private func prepared(_ engine: TestEngine = .sqlite) async throws -> (TestAstakos, User) {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        return (astakos, try await astakos.user())
    }

    private func usage(_ astakos: TestAstakos, _ user: User) async throws -> QuotaUsage? {
        try await astakos.services.quota.quotas(of: user.uuid)[.system]?["cyclades.vm"]
    }

    private func stored(_ astakos: TestAstakos, _ user: User) async throws -> Int? {
        try await astakos.database.read { tx in
            try tx.value(
                "SELECT usage_max FROM holdings WHERE holder = \(user.uuid) AND resource = 'cyclades.vm'", as: Int.self)
        }
    }

    /// What the table for people says is used.
    private func table(_ astakos: TestAstakos, _ user: User) async throws -> Int64 {
        try await astakos.services.limits.quotas(of: [user]).first { $0.resource.name == "cyclades.vm" }?.usage ?? -1
    }
}

private func vm(_ user: User, _ quantity: Int64) -> Provision {
    Provision(holder: user.uuid, resource: "cyclades.vm", quantity: quantity)
}
