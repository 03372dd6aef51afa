import Astakos
import AstakosClient
import Testing
import Vocabulary

/// What every `QuotaHolder` does.
@Suite struct QuotaHolderSuite {
    @Test(arguments: IdentityForm.allCases)
    func aCommissionIsPendingUntilItIsResolved(form: IdentityForm) async throws {
        try await form.with { identity in
            let quota = identity.quota
            let serial = try await quota.issue([identity.vm(3)], name: "three machines")
            #expect(try await quota.pending() == [serial])
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 3, pending: 3))
            let info = try #require(try await quota.info(serial))
            #expect(info.serial == serial)
            #expect(info.name == "three machines")
            #expect(info.provisions == [identity.vm(3)])
            #expect(Timestamp.now() - info.issued < .seconds(60))

            try await quota.accept(serial)
            #expect(try await quota.pending().isEmpty)
            #expect(try await quota.info(serial) == nil)
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 3, pending: 0))

            let release = try await quota.issue([identity.vm(-3)], name: "")
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 3, pending: 3))
            try await quota.reject(release)
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 3, pending: 0))
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func aRefusalHasDataAndChangesNothing(form: IdentityForm) async throws {
        try await form.with { identity in
            let ram = Provision(holder: identity.user.uuid, resource: "cyclades.ram", quantity: .max)
            let fault = await #expect(throws: Fault.self) {
                try await identity.quota.issue([ram, identity.vm(11)], name: "")
            }
            #expect(fault?.kind == .overLimit)
            #expect(fault?.message == "\(identity.user.uuid) has not enough capacity of cyclades.vm.")
            let data = try JSONValue(parsing: try #require(fault?.data))
            #expect(data["name"] == "NoCapacityError")
            #expect(data["limit"] == 10)
            #expect(data["usage"] == 0)
            #expect(data["provision"]?["quantity"] == 11)
            #expect(try await identity.quota.pending().isEmpty)
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 0, pending: 0))

            let missing = await #expect(throws: Fault.self) {
                try await identity.quota.issue(
                    [Provision(holder: UserID("nobody"), resource: "cyclades.vm", quantity: 1)], name: "")
            }
            #expect(missing?.kind == .itemNotFound)
            #expect(missing?.data != nil)
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func forceAndAutoAccept(form: IdentityForm) async throws {
        try await form.with { identity in
            let serial = try await identity.quota.issue([identity.vm(11)], name: "", force: true, autoAccept: true)
            #expect(try await identity.quota.info(serial) == nil)
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 11, pending: 0))
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func manyAreResolvedAtOnceAndAgain(form: IdentityForm) async throws {
        try await form.with { identity in
            let quota = identity.quota
            var serials: [CommissionSerial] = []
            for _ in 0..<3 { serials.append(try await quota.issue([identity.vm(1)], name: "")) }
            let unknown = CommissionSerial(4_000_000)
            let resolution = try await quota.resolve(
                accept: [serials[0], serials[2], unknown], reject: [serials[1], serials[2]])
            #expect(
                resolution
                    == Resolution(
                        accepted: [serials[0]], rejected: [serials[1]], unknown: [unknown], conflicting: [serials[2]]))
            let again = try await quota.resolve(accept: [serials[0]], reject: [serials[1]])
            #expect(again == Resolution(unknown: [serials[0], serials[1]]))
            #expect(try await quota.resolve(accept: [], reject: []) == Resolution())
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 2, pending: 1))
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func aComponentSeesItsOwnOnly(form: IdentityForm) async throws {
        try await form.with { identity in
            let serial = try await identity.quota.issue([identity.vm(1)], name: "")
            #expect(try await identity.otherQuota.pending().isEmpty)
            #expect(try await identity.otherQuota.info(serial) == nil)
            #expect(
                try await identity.otherQuota.resolve(accept: [serial], reject: []) == Resolution(unknown: [serial]))
            let uuid = identity.user.uuid
            #expect(
                try await identity.otherQuota.quotas(of: uuid)[uuid]?[.system]?.keys.sorted() == ["pithos.diskspace"])
            let all = try await identity.quota.quotas(of: nil)
            #expect(Array(all.keys) == [uuid])
            #expect(all[uuid]?[.system]?.count == 5)
            #expect(all[uuid]?[.system]?["cyclades.ram"]?.limit == .max)
            #expect(try await identity.quota.quotas(of: UserID("no body?&=/")).isEmpty)
        }
    }

    @Test(arguments: IdentityForm.allCases)
    func onlyOneGetsTheLastUnit(form: IdentityForm) async throws {
        try await form.with { identity in
            _ = try await identity.quota.issue([identity.vm(9)], name: "", force: false, autoAccept: true)
            let wins = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<20 {
                    group.addTask { (try? await identity.quota.issue([identity.vm(1)], name: "")) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
            #expect(try await identity.usage() == QuotaUsage(limit: 10, usage: 10, pending: 1))
        }
    }
}
