import AstakosClient

/// What issuing, accepting and rejecting do to the two counts (identity.md 3.13, the table "Arithmetic"):
///
///     quantity q       issue                accept            reject
///     q >= 0 import    max += q, <= limit   min += q          max -= q
///     q <  0 release   min += q, >= 0       max += q          min -= q
extension Holding {
    /// Takes a provision in provisionally.
    ///
    /// - Parameter force: an import may pass the limit; a release never goes below nothing.
    /// - Throws: `QuotaRefusal`; the holding is unchanged then.
    mutating func issue(_ provision: Provision, force: Bool) throws(QuotaRefusal) {
        let quantity = provision.quantity
        if quantity >= 0 {
            let (used, overflow) = usageMax.addingReportingOverflow(quantity)
            // Beyond 2^63-1 nothing can be counted, so not even `force` lets it pass.
            guard !overflow, force || used <= limit else {
                throw QuotaRefusal.noCapacity(provision, limit: limit, usage: usageMax)
            }
            usageMax = used
        } else {
            // Cannot overflow: usageMin is never negative.
            let left = usageMin + quantity
            guard left >= 0 else { throw QuotaRefusal.noQuantity(provision, usage: usageMin) }
            usageMin = left
        }
    }

    /// Makes a pending provision final. Always succeeds, whatever happened in between.
    mutating func accept(_ provision: Provision) {
        if provision.quantity >= 0 {
            usageMin += provision.quantity
        } else {
            usageMax += provision.quantity
        }
    }

    /// Takes a pending provision back.
    mutating func reject(_ provision: Provision) {
        if provision.quantity >= 0 {
            usageMax -= provision.quantity
        } else {
            usageMin -= provision.quantity
        }
    }
}
