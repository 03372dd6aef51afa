import Astakos
import AstakosClient
import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// identity.md 3.13, "Limit of a user".
@Suite struct LimitServiceTests {
    @Test(arguments: TestEngine.available)
    func aNewDefaultCountsForAllWithoutAQuotaOfTheirOwn(engine: TestEngine) async throws {
        let (astakos, ada, bob) = try await prepared(engine)
        try await astakos.services.limits.setBaseQuota(7, of: bob.id, resource: "cyclades.vm")
        try await astakos.services.resources.setLimit(20, of: "cyclades.vm")
        #expect(try await limit(astakos, ada) == 20)
        #expect(try await limit(astakos, bob) == 7)
        try await astakos.services.limits.setBaseQuota(nil, of: bob.id, resource: "cyclades.vm")
        #expect(try await limit(astakos, bob) == 20)
        #expect(try await astakos.services.limits.deviations().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func aBaseQuotaIsShownWithItsDefault(engine: TestEngine) async throws {
        let (astakos, ada, _) = try await prepared(engine)
        let limits = astakos.services.limits
        #expect(
            try await limits.baseQuota(of: ada.id, resource: "cyclades.vm") == .init(defaultCapacity: 10, custom: nil))
        try await limits.setBaseQuota(.max, of: ada.id, resource: "cyclades.vm")
        #expect(try await limits.baseQuota(of: ada.id, resource: "cyclades.vm").capacity == .max)
        #expect(try await limit(astakos, ada) == .max)
        await #expect(throws: fault(.itemNotFound, "No such resource: nosuch")) {
            try await limits.setBaseQuota(1, of: ada.id, resource: "nosuch")
        }
        await #expect(throws: fault(.badRequest, "The capacity of cyclades.vm is negative.")) {
            try await limits.setBaseQuota(-1, of: ada.id, resource: "cyclades.vm")
        }
    }

    @Test(arguments: TestEngine.available)
    func aNewResourceGivesEveryAcceptedUserAHolding(engine: TestEngine) async throws {
        let (astakos, ada, _) = try await prepared(engine)
        let waiting = try await astakos.services.users.create(
            NewUser(email: "w@example.org", firstName: "", lastName: "", password: nil))
        _ = try await astakos.services.resources.register([
            ResourceDefinition(
                name: "cyclades.floating_ip", description: "", serviceType: "compute", serviceOrigin: "cyclades_compute"
            )
        ])
        #expect(try await astakos.services.quota.quotas(of: ada.uuid)[.system]?["cyclades.floating_ip"]?.limit == 0)
        #expect(try await astakos.services.quota.quotas(of: waiting.uuid).isEmpty)
        await #expect(throws: Fault.self) {
            try await astakos.services.resources.register([
                ResourceDefinition(
                    name: "cyclades.vm", description: "", serviceType: "image", serviceOrigin: "cyclades_plankton")
            ])
        }
    }

    @Test(arguments: TestEngine.available)
    func syncMendsWhatVerifyFinds(engine: TestEngine) async throws {
        let (astakos, ada, bob) = try await prepared(engine)
        try await astakos.database.write { tx in
            try tx.run("UPDATE holdings SET uplimit = 99 WHERE holder = \(ada.uuid) AND resource = 'cyclades.vm'")
            try tx.run("DELETE FROM holdings WHERE holder = \(bob.uuid) AND resource = 'cyclades.cpu'")
        }
        let found = try await astakos.services.limits.deviations()
        #expect(
            Set(found) == [
                LimitDeviation(key: .init(holder: ada.uuid, resource: "cyclades.vm"), computed: 10, stored: 99),
                LimitDeviation(key: .init(holder: bob.uuid, resource: "cyclades.cpu"), computed: 0, stored: nil),
            ])
        #expect(try await astakos.services.limits.sync() == found)
        #expect(try await astakos.services.limits.sync().isEmpty)
        #expect(try await limit(astakos, ada) == 10)
    }

    @Test(arguments: TestEngine.available)
    func aLimitMayFallBelowWhatIsUsed(engine: TestEngine) async throws {
        let (astakos, ada, _) = try await prepared(engine)
        let vm = Provision(holder: ada.uuid, resource: "cyclades.vm", quantity: 5)
        _ = try await astakos.services.quota.issue([vm], name: "", by: "cyclades", autoAccept: true)
        try await astakos.services.resources.setLimit(2, of: "cyclades.vm")
        let usage = try await astakos.services.quota.quotas(of: ada.uuid)[.system]?["cyclades.vm"]
        #expect(usage == QuotaUsage(limit: 2, usage: 5, pending: 0))
        #expect(try await astakos.services.limits.deviations().isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func theTableOfQuotasHasBaseTotalAndUsage(engine: TestEngine) async throws {
        let (astakos, ada, bob) = try await prepared(engine)
        try await astakos.services.limits.setBaseQuota(3, of: bob.id, resource: "cyclades.vm")
        let vm = Provision(holder: ada.uuid, resource: "cyclades.vm", quantity: 5)
        _ = try await astakos.services.quota.issue([vm], name: "", by: "cyclades")
        let lines = try await astakos.services.limits.quotas(of: [ada, bob])
        #expect(lines.count == 14)
        let machines = lines.filter { $0.resource.name == "cyclades.vm" }
        #expect(machines.map(\.user.id) == [ada.id, bob.id])
        #expect(machines.map { [$0.base, $0.total, $0.usage] } == [[10, 10, 5], [3, 3, 0]])
        #expect(lines.prefix(2).map(\.resource.name) == ["astakos.pending_app", "cyclades.vm"])
    }

    @Test(arguments: TestEngine.available)
    func theTableOfQuotasHasWhatIsAcceptedSoon(engine: TestEngine) async throws {
        let (astakos, ada, _) = try await prepared(engine)
        let quota = astakos.services.quota
        func vm(_ quantity: Int64) -> Provision {
            Provision(holder: ada.uuid, resource: "cyclades.vm", quantity: quantity)
        }
        _ = try await quota.issue([vm(5)], name: "", by: "cyclades", autoAccept: true)
        quota.acceptSoon(try await quota.issue([vm(-2)], name: "", by: "cyclades"), by: "cyclades") {}
        let lines = try await astakos.services.limits.quotas(of: [ada])
        #expect(lines.first { $0.resource.name == "cyclades.vm" }?.usage == 3)
    }

    private func prepared(_ engine: TestEngine) async throws -> (TestAstakos, User, User) {
        let astakos = try await TestAstakos(engine)
        try await astakos.register()
        return (astakos, try await astakos.user("ada"), try await astakos.user("bob"))
    }

    private func limit(_ astakos: TestAstakos, _ user: User) async throws -> Int64? {
        try await astakos.services.quota.quotas(of: user.uuid)[.system]?["cyclades.vm"]?.limit
    }
}
