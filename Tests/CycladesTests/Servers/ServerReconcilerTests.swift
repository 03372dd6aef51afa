import Cyclades
import SQLAccess
import TestEngines
import Testing
import VMBackends
import Vocabulary

/// Servers on record against machines that are there.
struct ServerReconcilerTests {
    @Test(arguments: TestEngine.available)
    func whatAgreesIsLeftAlone(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        _ = try await cloud.createActive()
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
    }

    @Test(arguments: TestEngine.available)
    func aLostMachineIsNoticedAndItsQuotaGoesBack(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        let other = try await cloud.createActive()
        await cloud.backend.lose(InstanceName("snf-1"))
        #expect(try await cloud.services.serverReconciler.pass().lost.isEmpty)
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass().lost == [server.id])
        #expect(try await cloud.find(server.id).status == .deleted)
        #expect(try await cloud.find(other.id).status == .active)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
    }

    /// A disk that is not mounted, a backup without the machines.
    @Test(arguments: TestEngine.available)
    func thatAllMachinesAreGoneIsNotBelievedUnasked(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let servers = [try await cloud.createActive(), try await cloud.createActive()].map(\.id)
        for name in ["snf-1", "snf-2"] { await cloud.backend.lose(InstanceName(name)) }
        cloud.clock.advance(by: .seconds(600))
        let found = try await cloud.services.serverReconciler.pass()
        #expect(found.doubted == servers && found.lost.isEmpty)
        for id in servers { #expect(try await cloud.find(id).status == .active) }
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 2)
        #expect(try await cloud.services.serverReconciler.pass(believesTotalLoss: true).lost == servers)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
    }

    @Test(arguments: TestEngine.available)
    func anOrderLostOnItsWayBecomesAnError(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.create()
        await cloud.backend.lose(InstanceName("snf-1"))
        cloud.clock.advance(by: .seconds(600))
        _ = try await cloud.services.serverReconciler.pass()
        #expect(try await cloud.find(server.id).status == .error)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
    }

    @Test(arguments: TestEngine.available)
    func powerIsReadFromTheMachine(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        await cloud.backend.setRunning(false, InstanceName("snf-1"))
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass().unsynced == [server.id])
        #expect(try await cloud.find(server.id).status == .stopped)
        await cloud.backend.setRunning(true, InstanceName("snf-1"))
        cloud.clock.advance(by: .seconds(600))
        _ = try await cloud.services.serverReconciler.pass()
        #expect(try await cloud.find(server.id).status == .active)
    }

    @Test(arguments: TestEngine.available)
    func machinesOfDeletedServersAreRemoved(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        // Told to be gone while it is there.
        _ = await cloud.report("OP_INSTANCE_REMOVE", "success", on: server.id)
        #expect(try await cloud.services.serverReconciler.pass().orphans == [InstanceName("snf-1")])
        #expect(try await cloud.backend.instances().isEmpty)
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
    }

    @Test
    func aRemovalThatNeverReachedTheBackendIsOrderedAgain() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.createActive()
        try await cloud.database.write { tx in
            // The process died between writing the task down and handing it over.
            try tx.run("UPDATE server SET task = 'DESTROY', job_id = NULL, job_status = NULL WHERE id = \(server.id)")
        }
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass().unremoved == [server.id])
        #expect(await cloud.backend.operations.last == .remove(InstanceName("snf-1")))
    }
}
