import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import Cyclades

/// Pools give each value once, the lowest first.
struct AddressPoolTests {
    @Test(arguments: TestEngine.available)
    func theLowestFreeAddressComesFirst(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine, cidr: "10.0.0.0/29")
        let network = cloud.network
        let taken = try await cloud.database.write { tx in
            let pool = try AddressPool(tx, of: network)
            return try (0..<7).map { _ in try pool.take()?.description }
        }
        #expect(taken == ["10.0.0.1", "10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6", nil])
        let again = try await cloud.database.write { tx in
            let pool = try AddressPool(tx, of: network)
            try pool.release(try #require(IPv4Address("10.0.0.3")))
            try pool.release(try #require(IPv4Address("10.0.0.5")))
            return try (0..<3).map { _ in try pool.take()?.description }
        }
        #expect(again == ["10.0.0.3", "10.0.0.5", nil])
    }

    @Test(arguments: TestEngine.available)
    func administratorsKeepAddressesOut(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine, cidr: "10.0.0.0/29")
        let network = cloud.network
        let first = try #require(IPv4Address("10.0.0.1"))
        let outside = try #require(IPv4Address("10.0.1.1"))
        let taken = try await cloud.database.write { tx in
            let pool = try AddressPool(tx, of: network)
            try pool.setExternal(true, address: first)
            let second = try pool.take()
            try pool.setExternal(false, address: first)
            let back = try pool.take()
            // Taken by an interface and by an administrator: free only when both have let go.
            try pool.setExternal(true, address: first)
            try pool.release(first)
            let third = try pool.take()
            #expect(throws: Fault.self) { try pool.reserve(outside) }
            return [second, back, third].map { $0?.description }
        }
        #expect(taken == ["10.0.0.2", "10.0.0.1", "10.0.0.3"])
    }

    @Test(arguments: TestEngine.available)
    func noAddressIsGivenTwiceHoweverManyAsk(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine, cidr: "10.0.0.0/28")
        let made = await withTaskGroup(of: Bool.self) { group in
            for index in 0..<20 { group.addTask { (try? await cloud.create("vm \(index)")) != nil } }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(made == 14)
        let addresses: [String] = try await cloud.database.read { tx in
            try tx.all("SELECT ipv4 FROM nic ORDER BY ipv4", { try $0.get(0) })
        }
        #expect(Set(addresses).count == 14)
        #expect(cloud.quota.usage("cyclades.vm", of: Cloud.ann) == 14)
        #expect(cloud.quota.pendingCount == 0)
    }

    @Test
    func macPrefixesAreLocalAndSkipTheDefault() async throws {
        let cloud = try await Cloud(.sqlite)
        let (first, second) = try await cloud.database.write { tx in
            let pool = try ValuePool(tx, .macPrefix)
            let values = (try pool.take(), try pool.take())
            try pool.release(values.0)
            return (values.0, try pool.take())
        }
        #expect(first == "aa:00:1")
        #expect(second == "aa:00:1")
        #expect(MACPrefix(base: "aa:00:0", offset: 4096)?.text == "ab:00:0")
        #expect(MACPrefix(base: "aa:00:0", offset: 4096)?.isLocalUnicast == false)
        #expect(MACPrefix(base: "aa:00:0", offset: 4 * 4096)?.isLocalUnicast == true)
        #expect(MACPrefix(base: "zz", offset: 0) == nil)
    }

    @Test
    func aPoolThatRunsOutSaysSo() async throws {
        let cloud = try await Cloud(.sqlite)
        let fault = await #expect(throws: Fault.self) {
            try await cloud.database.write { tx in
                let pool = try ValuePool(tx, .bridge)
                for _ in 0...20 { _ = try pool.take() }
            }
        }
        #expect(fault?.kind == .serviceUnavailable)
    }
}
