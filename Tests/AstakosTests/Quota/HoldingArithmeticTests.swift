import AstakosClient
import Testing
import Vocabulary

@testable import Astakos

/// The table "Arithmetic" of identity.md 3.13.
@Suite struct HoldingArithmeticTests {
    struct Case: Sendable, CustomStringConvertible {
        var quantity: Int64
        var issued: [Int64]
        var accepted: [Int64]
        var description: String { "\(quantity)" }
    }

    /// From (4, 4) of 10: counts after issue, and after that is accepted.
    @Test(arguments: [
        Case(quantity: 3, issued: [4, 7], accepted: [7, 7]),
        Case(quantity: 6, issued: [4, 10], accepted: [10, 10]),
        Case(quantity: 0, issued: [4, 4], accepted: [4, 4]),
        Case(quantity: -2, issued: [2, 4], accepted: [2, 2]),
        Case(quantity: -4, issued: [0, 4], accepted: [0, 0]),
    ])
    func issueThenAcceptOrReject(_ one: Case) throws {
        let before = holding(limit: 10, 4, 4)
        var issued = before
        try issued.issue(provision(one.quantity), force: false)
        #expect([issued.usageMin, issued.usageMax] == one.issued)

        var accepted = issued
        accepted.accept(provision(one.quantity))
        #expect([accepted.usageMin, accepted.usageMax] == one.accepted)

        var rejected = issued
        rejected.reject(provision(one.quantity))
        #expect(rejected == before)
    }

    /// "Worked example" of the same section.
    @Test func importAndReleaseOverlap() throws {
        var one = holding(limit: 10, 4, 4)
        try one.issue(provision(3), force: false)
        #expect(one.usage == QuotaUsage(limit: 10, usage: 7, pending: 3))
        try one.issue(provision(-2), force: false)
        #expect(one.usage == QuotaUsage(limit: 10, usage: 7, pending: 5))
        one.accept(provision(3))
        #expect([one.usageMin, one.usageMax] == [5, 7])
        one.accept(provision(-2))
        #expect([one.usageMin, one.usageMax] == [5, 5])
    }

    @Test func anImportBeyondTheLimitIsRefusedAndChangesNothing() {
        var one = holding(limit: 10, 4, 8)
        #expect(throws: QuotaRefusal.noCapacity(provision(3), limit: 10, usage: 8)) {
            try one.issue(provision(3), force: false)
        }
        #expect(one == holding(limit: 10, 4, 8))
    }

    @Test func forcePassesTheLimitButNotNothing() throws {
        var one = holding(limit: 10, 4, 8)
        try one.issue(provision(30), force: true)
        #expect(one.usageMax == 38)
        #expect(throws: QuotaRefusal.noQuantity(provision(-5), usage: 4)) {
            try one.issue(provision(-5), force: true)
        }
    }

    @Test func nothingCanBeImportedOverALoweredLimit() {
        var one = holding(limit: 2, 4, 4)
        #expect(throws: QuotaRefusal.noCapacity(provision(0), limit: 2, usage: 4)) {
            try one.issue(provision(0), force: false)
        }
    }

    @Test func aPendingImportCannotBeReleased() {
        var one = holding(limit: 10, 0, 4)
        #expect(throws: QuotaRefusal.noQuantity(provision(-1), usage: 0)) { try one.issue(provision(-1), force: false) }
    }

    @Test func theLargestNumbersAreCountedOrRefused() throws {
        var one = holding(limit: .max, 0, 0)
        try one.issue(provision(.max), force: false)
        #expect(one.usageMax == .max)
        #expect(throws: QuotaRefusal.noCapacity(provision(1), limit: .max, usage: .max)) {
            try one.issue(provision(1), force: true)
        }
        one.accept(provision(.max))
        #expect(throws: QuotaRefusal.noQuantity(provision(.min), usage: .max)) {
            try one.issue(provision(.min), force: true)
        }
    }

    @Test func provisionsOfOneHoldingAreAddedUp() throws {
        let other = Provision(holder: UserID("u"), resource: "cpu", quantity: 1)
        #expect(try QuotaService.merged([provision(1), other, provision(2)]) == [provision(3), other])
        #expect(throws: Fault.self) { try QuotaService.merged([provision(.max), provision(1)]) }
    }

    private func holding(limit: Int64, _ min: Int64, _ max: Int64) -> Holding {
        Holding(key: .init(holder: UserID("u"), resource: "vm"), limit: limit, usageMin: min, usageMax: max)
    }

    private func provision(_ quantity: Int64) -> Provision {
        Provision(holder: UserID("u"), resource: "vm", quantity: quantity)
    }
}
