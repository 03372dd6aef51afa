import Cyclades
import SQLAccess
import TestEngines
import Testing
import VMBackends
import Vocabulary

/// The process dies between writing something down and ordering it.
struct LostOrderTests {
    /// A server that was written down and never ordered.
    private func killedCreation(_ cloud: Cloud) async throws -> Server {
        _ = try await cloud.services.keys.create(name: "laptop", content: "ssh-ed25519 AAAA me", owner: Cloud.ann)
        var draft = cloud.draft()
        draft.keyNames = ["laptop"]
        draft.personality = try Personality(
            [["path": "/etc/motd", "contents": "aGk=", "mode": 420]],
            limits: PersonalityLimits(filesMax: 1, sizeMaxBytes: 100))
        let server = try await cloud.services.servers.create(draft).detail.server
        await cloud.backend.lose(cloud.services.naming.instance(server.id))
        try await forgetJob(of: server.id, cloud)
        return server
    }

    private func forgetJob(of id: Server.ID, _ cloud: Cloud) async throws {
        try await cloud.database.write { try $0.run("UPDATE server SET job_id = NULL WHERE id = \(id)") }
    }

    @Test(arguments: TestEngine.available)
    func aServerIsOrderedAgainAsItWasAskedFor(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await killedCreation(cloud)
        let restarted = cloud.restarted()
        #expect(try await restarted.serverReconciler.pass().unordered == [server.id])
        let orders = await cloud.backend.orders
        let (first, again) = (try #require(orders.first), try #require(orders.last))
        #expect(orders.count == 2)
        #expect(again.name == first.name)
        #expect(again.displayName == first.displayName)
        #expect(again.cpus == first.cpus)
        #expect(again.image.hash == first.image.hash)
        #expect(again.adminPassword == first.adminPassword)
        #expect(again.sshKeys == ["ssh-ed25519 AAAA me"])
        #expect(again.personality == first.personality)
        #expect(again.personality.map(\.path) == ["/etc/motd"])
        #expect(again.nics == first.nics)
        #expect(again.parametersKey == first.parametersKey)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        // The order is on record now, and the machine is there: once is enough.
        #expect(try await restarted.serverReconciler.pass() == ServerReconciler.Findings())
        #expect(await cloud.report("OP_INSTANCE_CREATE", "success", on: server.id) == .ack)
        #expect(try await cloud.find(server.id).status == .active)
    }

    @Test
    func whileOthersMayBeAtWorkItIsOrderedOnlyOnceItIsOld() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await killedCreation(cloud)
        #expect(try await cloud.services.serverReconciler.pass() == ServerReconciler.Findings())
        cloud.clock.advance(by: .seconds(600))
        #expect(try await cloud.services.serverReconciler.pass().unordered == [server.id])
    }

    enum Obstacle: CaseIterable, Sendable { case image, parameters, key, backend }

    @Test(arguments: TestEngine.available, Obstacle.allCases)
    func whatCannotBeOrderedIsGivenUp(engine: TestEngine, obstacle: Obstacle) async throws {
        let cloud = try await Cloud(engine)
        let server = try await killedCreation(cloud)
        switch obstacle {
        case .image: cloud.images.remove(cloud.image)
        case .parameters: try await cloud.database.write { try $0.run("DELETE FROM server_parameters") }
        case .key: break
        case .backend: await cloud.backend.fail(.create, .refused)
        }
        let restarted = cloud.restarted(secretKey: obstacle == .key ? "another" : Cloud.secretKey)
        #expect(try await restarted.serverReconciler.pass().abandoned == [server.id])
        #expect(try await cloud.find(server.id).status == .deleted)
        let diagnostics = try await cloud.services.servers.diagnostics(of: server.id, owner: Cloud.ann)
        #expect(diagnostics.map(\.level) == [.error])
        #expect(diagnostics.first?.message.hasPrefix("The cloud was restarted before") == true)
        #expect(try await cloud.addressesInUse() == 0)
        #expect(try await cloud.count("server_parameters") == 0)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
        #expect(cloud.quota.pendingCount == 0)
        #expect(try await restarted.serverReconciler.pass() == ServerReconciler.Findings())
    }

    @Test(arguments: TestEngine.available)
    func aRemovalIsOrderedAgain(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        try await cloud.services.servers.begin(.destroy, on: server.id, owner: Cloud.ann)
        try await forgetJob(of: server.id, cloud)
        // The machine is there again, as if the backend had never heard of it.
        _ = try await cloud.backend.create(try #require(await cloud.backend.orders.first))
        let restarted = cloud.restarted()
        #expect(try await restarted.serverReconciler.pass().unremoved == [server.id])
        #expect(try await cloud.backend.instances().isEmpty)
        #expect(try await restarted.serverReconciler.pass().lost == [server.id])
        #expect(try await cloud.find(server.id).status == .deleted)
    }

    @Test
    func whatIsRemovedBeforeItsOrderArrivesIsRemovedAfterwards() async throws {
        let cloud = try await Cloud(.sqlite)
        let backend = SlowBackend(backend: cloud.backend) {
            // The removal overtakes the order.
            let id = try #require(try await cloud.services.servers.list(ServerFilter()).first?.id)
            try await cloud.services.servers.begin(.destroy, on: id, owner: Cloud.ann)
        }
        _ = try await cloud.restarted(on: backend).servers.create(cloud.draft())
        let name = InstanceName("snf-1")
        #expect(await cloud.backend.operations == [.remove(name), .create(name), .remove(name)])
        #expect(try await cloud.backend.instances().isEmpty)
    }
}

/// A backend to which orders for new machines take their time.
private struct SlowBackend: VMBackend {
    let backend: SimulatedBackend
    let meanwhile: @Sendable () async throws -> Void

    func create(_ order: InstanceOrder) async throws -> JobID {
        try await meanwhile()
        return try await backend.create(order)
    }

    func start(_ instance: InstanceName) async throws -> JobID { try await backend.start(instance) }
    func shutdown(_ instance: InstanceName) async throws -> JobID { try await backend.shutdown(instance) }
    func reboot(_ instance: InstanceName, type: RebootType) async throws -> JobID {
        try await backend.reboot(instance, type: type)
    }
    func remove(_ instance: InstanceName) async throws -> JobID { try await backend.remove(instance) }
    func console(of instance: InstanceName) async throws -> ConsoleEndpoint {
        try await backend.console(of: instance)
    }
    func instances() async throws -> [InstanceReport] { try await backend.instances() }
}
