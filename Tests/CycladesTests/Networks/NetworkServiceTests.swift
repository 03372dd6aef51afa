import Cyclades
import Dispatcher
import TestEngines
import Testing
import VMBackends
import Vocabulary

struct NetworkServiceTests {
    private func draft(_ name: String = "lan", cidr: String = "10.0.0.0/24") -> NetworkDraft {
        NetworkDraft(owner: nil, name: name, type: .macFiltered, cidr: cidr, gateway: nil)
    }

    private func event(
        _ cloud: Cloud, _ opcode: String, _ status: String, on network: Network.ID, cluster: String = "localhost"
    ) async -> EventVerdict {
        let body: JSONValue = [
            "type": "ganeti-network-status", "event_time": cloud.eventTime(), "jobId": 1, "operation": .string(opcode),
            "status": .string(status), "logmsg": "", "network": .string("snf-net-\(network)"),
            "cluster": .string(cluster),
        ]
        return await cloud.dispatcher.handle(kind: .network, body: body.description)
    }

    @Test(arguments: TestEngine.available)
    func aNetworkIsChargedAndGivenBack(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let network = try await cloud.services.networks.create(draft(), by: Cloud.ann)
        #expect(network.state == .active)
        #expect(network.macPrefix == "aa:00:1")
        #expect(cloud.quota.usage("cyclades.network.private", of: Cloud.ann) == 1)
        // No backend has it: it is gone at once.
        try await cloud.services.networks.delete(network.id, owner: Cloud.ann)
        #expect(try await cloud.services.networks.find(network.id, visibleTo: Cloud.ann).state == .deleted)
        #expect(cloud.quota.usage("cyclades.network.private", of: Cloud.ann) == 0)
        #expect(cloud.quota.pendingCount == 0)
        #expect(try await cloud.services.networks.create(draft(), by: Cloud.ann).macPrefix == "aa:00:1")
    }

    @Test(arguments: TestEngine.available)
    func aServerJoinsAndLeaves(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        let network = try await cloud.services.networks.create(draft(), by: Cloud.ann)
        let networks = cloud.services.networks
        try await networks.connect(server.id, to: network.id, owner: Cloud.ann)
        #expect(
            await cloud.backend.operations.suffix(2) == [
                .createNetwork("snf-net-\(network.id)"),
                .addNIC(InstanceName("snf-1"), network: "snf-net-\(network.id)"),
            ])
        #expect(await event(cloud, "OP_NETWORK_CONNECT", "success", on: network.id) == .ack)
        let publicNIC: JSONValue = [
            "network": .string("snf-net-\(cloud.network.id)"), "ip": "198.51.100.1", "mac": "aa:00:00:11:22:33",
        ]
        let both: JSONValue = [
            publicNIC, ["network": .string("snf-net-\(network.id)"), "ip": "10.0.0.1", "mac": "aa:00:10:00:00:01"],
        ]
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: both) == .ack)
        let nics = try await networks.nics(of: server.id, on: network.id, owner: Cloud.ann)
        #expect(nics.map(\.name) == ["nic-1-1"])
        let inUse = await #expect(throws: Fault.self) { try await networks.delete(network.id, owner: Cloud.ann) }
        #expect(inUse?.kind == .networkInUse)
        try await networks.disconnect(server.id, position: 1, from: network.id, owner: Cloud.ann)
        let busy = await #expect(throws: Fault.self) {
            try await networks.disconnect(server.id, position: 1, from: network.id, owner: Cloud.ann)
        }
        #expect(busy?.kind == .buildInProgress)
        #expect(
            await cloud.report("OP_INSTANCE_SET_PARAMS", "success", on: server.id, nics: .array([publicNIC])) == .ack)
        try await networks.delete(network.id, owner: Cloud.ann)
        #expect(try await networks.find(network.id, visibleTo: Cloud.ann).state == .active)
        #expect(await event(cloud, "OP_NETWORK_REMOVE", "success", on: network.id) == .ack)
        #expect(try await networks.find(network.id, visibleTo: Cloud.ann).state == .deleted)
        #expect(cloud.quota.usage("cyclades.network.private", of: Cloud.ann) == 0)
    }

    @Test(arguments: TestEngine.available)
    func aRefusedConnectionHoldsNoAddress(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let server = try await cloud.createActive()
        let network = try await cloud.services.networks.create(draft(), by: Cloud.ann)
        await cloud.backend.fail(.addNIC, .refused)
        await #expect(throws: Fault.self) {
            try await cloud.services.networks.connect(server.id, to: network.id, owner: Cloud.ann)
        }
        #expect(try await cloud.addressesInUse() == 1)
        #expect(try await cloud.count("nic") == 1)
        // And one whose job fails later gives its address back too.
        try await cloud.services.networks.connect(server.id, to: network.id, owner: Cloud.ann)
        #expect(try await cloud.addressesInUse() == 2)
        #expect(await cloud.report("OP_INSTANCE_SET_PARAMS", "error", on: server.id) == .ack)
        #expect(try await cloud.addressesInUse() == 1)
    }

    @Test(arguments: [
        ("10.0.0.5/24", nil, Fault.Kind.badRequest), ("10.0.0.0", nil, .overLimit), ("10.0.0.0/16", nil, .overLimit),
        ("10.0.0.0/22", nil, .overLimit), ("10.0.0.0/30", nil, .overLimit), ("10.0.0.0/24", "10.1.0.1", .badRequest),
        ("10.0.0.0/24", "abc", .badRequest), ("nonsense", nil, .badRequest),
    ])
    func addressesThatMakeNoSenseAreRefused(cidr: String, gateway: String?, kind: Fault.Kind) async throws {
        let cloud = try await Cloud(.sqlite)
        let draft = NetworkDraft(owner: nil, name: "lan", type: .macFiltered, cidr: cidr, gateway: gateway)
        let fault = await #expect(throws: Fault.self) {
            try await cloud.services.networks.create(draft, by: Cloud.ann)
        }
        #expect(fault?.kind == kind)
        #expect(cloud.quota.usage("cyclades.network.private", of: Cloud.ann) == 0)
    }

    @Test
    func othersNetworksAreNotThereAndPublicOnesAreNobodys() async throws {
        let cloud = try await Cloud(.sqlite)
        let network = try await cloud.services.networks.create(draft(), by: Cloud.ann)
        let networks = cloud.services.networks
        for attempt: @Sendable () async throws -> Void in [
            { _ = try await networks.find(network.id, visibleTo: Cloud.bob) },
            { try await networks.delete(network.id, owner: Cloud.bob) },
            { try await networks.rename(network.id, to: "x", owner: Cloud.bob) },
            { try await networks.checkChangeable(network.id, owner: Cloud.bob) },
        ] {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.kind == .itemNotFound)
        }
        for attempt: @Sendable () async throws -> Void in [
            { try await networks.delete(cloud.network.id, owner: Cloud.ann) },
            { try await networks.rename(cloud.network.id, to: "x", owner: Cloud.ann) },
            { try await networks.checkChangeable(cloud.network.id, owner: Cloud.ann) },
        ] {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.kind == .forbidden)
        }
        #expect(try await networks.list(NetworkFilter(visibleTo: Cloud.bob)).map(\.id) == [cloud.network.id])
        #expect(try await networks.list(NetworkFilter(visibleTo: Cloud.ann)).count == 2)
    }

    @Test(arguments: TestEngine.available)
    func reportsOnNetworksAreTakenInOrderOfTheirTime(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let network = try await cloud.services.networks.create(draft(), by: Cloud.ann)
        let networks = cloud.services.networks
        #expect(await event(cloud, "OP_NETWORK_ADD", "success", on: network.id) == .ack)
        #expect(await event(cloud, "OP_NETWORK_REMOVE", "error", on: network.id) == .ack)
        #expect(try await networks.find(network.id, visibleTo: nil).state == .active)
        #expect(await event(cloud, "OP_NETWORK_ADD", "error", on: network.id) == .ack)
        #expect(await event(cloud, "OP_NETWORK_CONNECT", "bogus", on: network.id) == .reject)
        #expect(await event(cloud, "OP_NETWORK_CONNECT", "success", on: network.id, cluster: "other") == .ack)
        // In ERROR at its only backend, so that nothing was there to be removed.
        #expect(await event(cloud, "OP_NETWORK_REMOVE", "error", on: network.id) == .ack)
        #expect(try await networks.find(network.id, visibleTo: nil).state == .deleted)
        #expect(await event(cloud, "OP_NETWORK_CONNECT", "success", on: network.id) == .ack)
        #expect(try await networks.find(network.id, visibleTo: nil).state == .deleted)
        #expect(cloud.quota.usage("cyclades.network.private", of: Cloud.ann) == 0)
    }
}
