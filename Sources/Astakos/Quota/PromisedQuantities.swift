import AstakosClient
import Vocabulary

/// How much is promised of holdings.
struct PromisedQuantities: Sendable {
    private struct Sums: Equatable {
        var imports: Int64 = 0
        var releases: Int64 = 0

        // Each fits into a holding. Where so much comes and goes at once that the sums do not, they are right again
        // afterwards.
        mutating func count(_ quantity: Int64) {
            if quantity >= 0 { imports &+= quantity } else { releases &+= quantity }
        }

        mutating func discount(_ quantity: Int64) {
            if quantity >= 0 { imports &-= quantity } else { releases &-= quantity }
        }
    }

    private var sums: [Holding.Key: Sums] = [:]

    mutating func add(_ provisions: [Provision]) {
        for provision in provisions { change(provision.key) { $0.count(provision.quantity) } }
    }

    mutating func subtract(_ provisions: [Provision]) {
        for provision in provisions { change(provision.key) { $0.discount(provision.quantity) } }
    }

    /// Counts what is promised as pending.
    func apply(to holding: inout Holding) {
        guard let sums = sums[holding.key] else { return }
        // What cannot be counted leaves no room.
        let (used, overflow) = holding.usageMax.addingReportingOverflow(sums.imports)
        holding.usageMax = overflow ? .max : used
        holding.usageMin = max(holding.usageMin + sums.releases, 0)
    }

    private mutating func change(_ key: Holding.Key, _ body: (inout Sums) -> Void) {
        body(&sums[key, default: Sums()])
        if sums[key] == Sums() { sums[key] = nil }
    }
}
