import AstakosClient
import Cyclades
import Settings
import TestEngines
import Testing
import VMBackends
import Vocabulary

/// What a user asks, and what is held while it is on its way.
struct ServerServiceTests {
    @Test(arguments: TestEngine.available)
    func aNewServerIsChargedAndOrdered(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        var draft = cloud.draft()
        draft.metadata = ["role": "db"]
        let created = try await cloud.services.servers.create(draft)
        #expect(created.detail.server.status == .build)
        #expect(created.detail.metadata == ["role": "db"])
        #expect(created.adminPassword.count == 10)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        #expect(cloud.quota.usage("cyclades.cpu", of: Cloud.ann) == 2)
        #expect(cloud.quota.usage("cyclades.ram", of: Cloud.ann) == 1024 << 20)
        #expect(cloud.quota.usage("cyclades.disk", of: Cloud.ann) == 20 << 30)
        #expect(cloud.quota.pendingCount == 0)
        let order = try #require(await cloud.backend.orders.first)
        #expect(order.name == InstanceName("snf-1"))
        #expect(order.adminPassword == created.adminPassword)
        #expect(order.nics.map(\.ipv4) == ["198.51.100.1"])
        #expect(order.image.properties == ["OSFAMILY": "linux"])
        #expect(try await cloud.find(created.detail.server.id).job.id == JobID(1))
    }

    @Test(arguments: TestEngine.available)
    func aServerLivesAndDies(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        #expect(server.status == .active)
        let detail = try await cloud.services.servers.findDetail(server.id, owner: Cloud.ann)
        #expect(detail.nics.map(\.state) == [.active])
        #expect(detail.nics.first?.firewall == .disabled)
        try await cloud.services.servers.begin(.shutdown, on: server.id, owner: Cloud.ann)
        #expect(try await cloud.find(server.id).status == .active)
        #expect(await cloud.report("OP_INSTANCE_SHUTDOWN", "success", on: server.id) == .ack)
        #expect(try await cloud.find(server.id).status == .stopped)
        try await cloud.services.servers.begin(.destroy, on: server.id, owner: Cloud.ann)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        #expect(await cloud.report("OP_INSTANCE_REMOVE", "success", on: server.id) == .ack)
        #expect(try await cloud.find(server.id).status == .deleted)
        #expect(try await cloud.services.servers.list(ServerFilter(owner: Cloud.ann)).isEmpty)
        #expect(try await cloud.addressesInUse() == 0)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
        #expect(cloud.quota.pendingCount == 0)
    }

    @Test(arguments: TestEngine.available)
    func aRemovalToldTwiceGivesQuotaBackOnce(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        _ = try await cloud.createActive("other")
        for _ in 1...3 {
            #expect(await cloud.report("OP_INSTANCE_REMOVE", "success", on: server.id) == .ack)
            try await cloud.services.quotaReleaser.pass()
        }
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 1)
        #expect(try await cloud.addressesInUse() == 1)
    }

    /// Each step of a creation fails once; then nothing is held and the next one works.
    enum Step: CaseIterable, Sendable { case image, flavor, addresses, quota, backend }

    @Test(arguments: TestEngine.available, Step.allCases)
    func aFailedCreationHoldsNothing(engine: TestEngine, step: Step) async throws {
        let cloud = try await Cloud(engine, cidr: "198.51.100.0/29")
        var draft = cloud.draft()
        let expected: Fault.Kind
        switch step {
        case .image:
            draft.image = Image.ID("00000000-0000-4000-8000-000000000000")
            expected = .itemNotFound
        case .flavor:
            draft.flavor = Flavor.ID(99)
            expected = .itemNotFound
        case .addresses:
            try await cloud.services.networks.setDrained(true, on: cloud.network.id)
            expected = .overLimit
        case .quota:
            cloud.quota.setLimit(0, of: "cyclades.vm")
            expected = .overLimit
        case .backend:
            await cloud.backend.fail(.create, .refused)
            expected = .serviceUnavailable
        }
        let fault = await #expect(throws: Fault.self) { try await cloud.services.servers.create(draft) }
        #expect(fault?.kind == expected)
        #expect(try await cloud.services.servers.list(ServerFilter(owner: Cloud.ann)).isEmpty)
        #expect(try await cloud.addressesInUse() == 0)
        #expect(try await cloud.count("nic") == 0)
        #expect(cloud.quota.pendingCount == 0)
        for resource in ["cyclades.vm", "cyclades.cpu", "cyclades.ram", "cyclades.disk"] {
            #expect(cloud.quota.usage(resource, of: Cloud.ann) == 0)
        }
        cloud.quota.setLimit(5, of: "cyclades.vm")
        try await cloud.services.networks.setDrained(false, on: cloud.network.id)
        _ = try await cloud.create()
    }

    @Test
    func aQuotaRefusalNamesTheResource() async throws {
        let cloud = try await Cloud(.sqlite)
        cloud.quota.setLimit(0, of: "cyclades.vm")
        let fault = await #expect(throws: Fault.self) { try await cloud.create() }
        #expect(fault?.message == "Resource Limit Exceeded for your account.")
        #expect(
            fault?.details
                == "Limit for resource 'Virtual Machine' exceeded for your account. Available: 0, Requested: 1")
    }

    @Test
    func anImageLargerThanTheDiskIsRefused() async throws {
        let cloud = try await Cloud(.sqlite)
        var draft = cloud.draft()
        draft.image = cloud.images.addImage("huge", of: Cloud.ann, sizeBytes: 21 << 30)
        let fault = await #expect(throws: Fault.self) { try await cloud.services.servers.create(draft) }
        #expect(fault?.kind == .badRequest)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 0)
    }

    @Test
    func namedKeysGoIntoTheOrderAndUnknownOnesAreRefused() async throws {
        let cloud = try await Cloud(.sqlite)
        _ = try await cloud.services.keys.create(name: "laptop", content: "ssh-ed25519 AAAA me", owner: Cloud.ann)
        var draft = cloud.draft()
        draft.keyNames = ["laptop"]
        _ = try await cloud.services.servers.create(draft)
        #expect(await cloud.backend.orders.first?.sshKeys == ["ssh-ed25519 AAAA me"])
        draft.keyNames = ["desktop"]
        let fault = await #expect(throws: Fault.self) { try await cloud.services.servers.create(draft) }
        #expect(fault?.kind == .badRequest)
    }

    @Test(arguments: TestEngine.available)
    func anActionTheBackendRefusesIsAsIfNeverAsked(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        await cloud.backend.fail(.shutdown, .refused)
        let fault = await #expect(throws: Fault.self) {
            try await cloud.services.servers.begin(.shutdown, on: server.id, owner: Cloud.ann)
        }
        #expect(fault?.kind == .serviceUnavailable)
        let after = try await cloud.find(server.id)
        #expect(after.task == server.task)
        #expect(after.job == server.job)
        #expect(after.status == .active)
    }

    @Test
    func whatMayBeDoneDependsOnTheState() async throws {
        let cloud = try await Cloud(.sqlite)
        let building = try await cloud.create()
        for action in [ServerAction.start, .shutdown, .reboot(.hard)] {
            let fault = await #expect(throws: Fault.self) {
                try await cloud.services.servers.begin(action, on: building.id, owner: Cloud.ann)
            }
            #expect(fault?.kind == .buildInProgress)
        }
        try await cloud.services.servers.setSuspended(true, on: building.id)
        for change in [ServerAction.destroy, .rename, .changeMetadata, .setFirewall, .console] {
            let fault = await #expect(throws: Fault.self) { try await cloud.find(building.id).check(change) }
            #expect(fault?.kind == .forbidden)
        }
        try await cloud.services.servers.setSuspended(false, on: building.id)
        try await cloud.services.servers.begin(.destroy, on: building.id, owner: Cloud.ann)
        #expect(await cloud.report("OP_INSTANCE_REMOVE", "success", on: building.id) == .ack)
        let fault = await #expect(throws: Fault.self) {
            try await cloud.services.servers.begin(.destroy, on: building.id, owner: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
    }

    @Test
    func anotherUsersServerIsNotThere() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.createActive()
        let services = cloud.services.servers
        for attempt: @Sendable () async throws -> Void in [
            { _ = try await services.find(server.id, owner: Cloud.bob) },
            { try await services.rename(server.id, to: "x", owner: Cloud.bob) },
            { try await services.begin(.destroy, on: server.id, owner: Cloud.bob) },
            { _ = try await services.console(of: server.id, owner: Cloud.bob) },
            { _ = try await services.metadata(of: server.id, owner: Cloud.bob) },
            { _ = try await services.diagnostics(of: server.id, owner: Cloud.bob) },
        ] {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.kind == .itemNotFound)
        }
        #expect(try await services.list(ServerFilter(owner: Cloud.bob)).isEmpty)
    }

    @Test(arguments: TestEngine.available)
    func listsShowWhatChangedIncludingTheDeleted(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let first = try await cloud.createActive("first")
        let second = try await cloud.createActive("second")
        let since = cloud.clock.now()
        #expect(try await cloud.services.servers.list(ServerFilter(owner: Cloud.ann, changedSince: since)).isEmpty)
        _ = await cloud.report("OP_INSTANCE_REMOVE", "success", on: first.id)
        let changed = try await cloud.services.servers.list(ServerFilter(owner: Cloud.ann, changedSince: since))
        #expect(changed.map(\.id) == [first.id])
        let listed = try await cloud.services.servers.listDetails(ServerFilter(owner: Cloud.ann))
        #expect(listed.map(\.server.id) == [second.id])
        #expect(listed.first?.nics.count == 1)
    }

    @Test(arguments: TestEngine.available)
    func metadataIsMergedAndTakenAway(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        let services = cloud.services.servers
        _ = try await services.updateMetadata(["a": "1", "b": "2"], of: server.id, owner: Cloud.ann)
        let merged = try await services.updateMetadata(["b": "3", "c": "4"], of: server.id, owner: Cloud.ann)
        #expect(merged == ["a": "1", "b": "3", "c": "4"])
        try await services.deleteMetadata("a", of: server.id, owner: Cloud.ann)
        let fault = await #expect(throws: Fault.self) {
            try await services.deleteMetadata("a", of: server.id, owner: Cloud.ann)
        }
        #expect(fault?.kind == .itemNotFound)
        let long = await #expect(throws: Fault.self) {
            try await services.updateMetadata(
                [String(repeating: "k", count: 51): "v"], of: server.id, owner: Cloud.ann)
        }
        #expect(long?.kind == .badRequest)
        #expect(try await services.metadata(of: server.id, owner: Cloud.ann) == ["b": "3", "c": "4"])
    }

    @Test(arguments: TestEngine.available)
    func metadataHasItsLimit(engine: TestEngine) async throws {
        var settings = CycladesSettings()
        settings.metadataMax = 2
        let cloud = try await Cloud(engine, settings: settings)
        var draft = cloud.draft()
        draft.metadata = ["a": "1", "b": "2", "c": "3"]
        let tooMany = await #expect(throws: Fault.self) { try await cloud.services.servers.create(draft) }
        #expect(tooMany?.kind == .badRequest)
        let server = try await cloud.create()
        let services = cloud.services.servers
        _ = try await services.updateMetadata(["a": "1", "b": "2"], of: server.id, owner: Cloud.ann)
        let fault = await #expect(throws: Fault.self) {
            try await services.updateMetadata(["c": "3"], of: server.id, owner: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
        #expect(
            try await services.updateMetadata(["b": "4"], of: server.id, owner: Cloud.ann) == ["a": "1", "b": "4"])
    }

    @Test(arguments: TestEngine.available)
    func theLastUnitOfQuotaIsWonOnce(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        cloud.quota.setLimit(1, of: "cyclades.vm")
        let wins = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<12 {
                group.addTask { (try? await cloud.create("racer \(index)")) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(try await cloud.addressesInUse() == 1)
        #expect(cloud.quota.usage("cyclades.cpu", of: Cloud.ann) == 2)
        #expect(cloud.quota.pendingCount == 0)
    }
}
