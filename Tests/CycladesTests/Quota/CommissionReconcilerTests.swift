import AstakosClient
import Cyclades
import Logging
import TestEngines
import Testing
import Vocabulary

/// What a crash leaves between the two databases.
struct CommissionReconcilerTests {
    private let charge = [Provision(holder: Cloud.ann, resource: "cyclades.vm", quantity: 1)]

    @Test(arguments: TestEngine.available)
    func whatWasWrittenDownIsAccepted(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        cloud.quota.setResolvingAway(true)
        _ = try await cloud.create()
        #expect(cloud.quota.pendingCount == 1)
        cloud.quota.setResolvingAway(false)
        let resolution = try await cloud.services.commissionReconciler.pass()
        #expect(resolution.accepted.count == 1)
        #expect(cloud.quota.pendingCount == 0)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        #expect(try await cloud.services.commissionReconciler.pass() == Resolution())
    }

    @Test(arguments: TestEngine.available)
    func whatNobodyWroteDownIsRejectedOnceItIsOld(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        _ = try await cloud.quota.issue(charge, name: "lost")
        #expect(try await cloud.services.commissionReconciler.pass() == Resolution())
        #expect(cloud.quota.pendingCount == 1)
        cloud.clock.advance(by: .seconds(300))
        #expect(try await cloud.services.commissionReconciler.pass().rejected.count == 1)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
    }

    @Test
    func whatIsOlderThanTheOnlyWriterIsRejectedAtOnce() async throws {
        let cloud = try await Cloud(.sqlite)
        _ = try await cloud.quota.issue(charge, name: "lost")
        let reconciler = CommissionReconciler(
            database: cloud.database, quota: cloud.quota, grace: .seconds(600),
            soleWriterSince: .now() + .milliseconds(1), logger: Logger(label: "test"))
        #expect(try await reconciler.pass().rejected.count == 1)
        #expect(cloud.quota.pendingCount == 0)
    }

    @Test(arguments: TestEngine.available)
    func quotaGoesBackLaterWhenAstakosIsAway(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        cloud.quota.setAway(true)
        #expect(await cloud.report("OP_INSTANCE_REMOVE", "success", on: server.id) == .ack)
        #expect(try await cloud.find(server.id).status == .deleted)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        cloud.quota.setAway(false)
        try await cloud.services.quotaReleaser.pass()
        try await cloud.services.quotaReleaser.pass()
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
        #expect(cloud.quota.pendingCount == 0)
    }
}
