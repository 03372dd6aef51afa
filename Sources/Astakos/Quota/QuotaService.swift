public import AstakosClient
import SQLAccess
public import Vocabulary

/// The quota holder: what everyone may use and uses, exact under any number of writers. Every call is one transaction.
///
/// Source: identity.md 3.13, 2.13–2.17.
public struct QuotaService: Sendable {
    let books: QuotaBooks

    /// Takes the provisions provisionally, all or none.
    ///
    /// Several provisions of the same holding count as one of their sum, as later versions of the original do.
    /// - Parameters:
    ///   - component: the name under which the commission stays pending.
    ///   - force: imports may pass the limit.
    ///   - autoAccept: accepted in the same transaction; the serial is then no longer pending.
    ///   - isAhead: returns before it is durable, see `Database.writeAhead`.
    /// - Throws: overLimit or itemNotFound with `data`; badRequest when a sum of quantities cannot be counted.
    public func issue(
        _ provisions: [Provision], name: String, by component: String, force: Bool = false, autoAccept: Bool = false,
        isAhead: Bool = false
    ) async throws -> CommissionSerial {
        let merged = try Self.merged(provisions)
        let time = books.now()
        // A refusal is no error of the transaction: what else it enters stays.
        @Sendable func take(
            _ tx: Transaction, _ holdings: inout [Holding.Key: Holding]
        ) throws -> Result<CommissionSerial, QuotaRefusal> {
            var after = holdings
            do throws(QuotaRefusal) {
                try Self.take(merged, from: &after, force: force)
            } catch {
                return .failure(error)
            }
            holdings = after
            let serial = try tx.commissions.insert(name: name, clientKey: component, issued: time)
            if autoAccept {
                let commission = Commission(serial: serial, name: name, clientKey: component, issued: time)
                try QuotaBooks.end(commission, merged, as: .accept, holdings: &holdings, at: time, tx)
                try tx.commissions.delete([serial])
            } else {
                try tx.commissions.insert(merged, of: serial)
            }
            return .success(serial)
        }
        let keys = merged.map(\.key)
        var outcome = try await books.write(alsoLocking: keys, isAhead: isAhead, take)
        if case .failure = outcome.value, !outcome.sawAll {
            // What it did not see may give room.
            try await books.enterAccepted()
            outcome = try await books.write(alsoLocking: keys, isAhead: isAhead, take)
        }
        do {
            return try outcome.value.get()
        } catch {
            throw error.fault
        }
    }

    /// Accepts a commission that is pending for `component`, as far as anyone can tell who asks this service.
    ///
    /// - Parameter whenEntered: called once it is durable, soon after. One that waits when the process dies stays pending.
    public func acceptSoon(
        _ serial: CommissionSerial, by component: String, whenEntered: @escaping @Sendable () -> Void
    ) {
        books.acceptSoon(.init(serial: serial, component: component, whenEntered: whenEntered))
    }

    /// Brings the books up to what was promised, as before a process ends on purpose.
    public func enterAccepted() async throws { try await books.enterAccepted() }

    /// Returns when all that was issued and accepted before is on the disk.
    public func reachDisk() async throws {
        try await books.enterAccepted()
        // What is ahead of the disk goes there before it.
        try await books.database.write { _ in }
    }

    /// Whether what is issued ahead of the disk may be lost: PostgreSQL has everything on its disk when it answers.
    var mayForget: Bool { books.database.dialect == .sqlite }

    /// Gives no serial up to this one to another commission.
    func skipSerials(through serial: CommissionSerial) async throws {
        guard mayForget, try await books.database.read({ try $0.commissions.lastSerial() }) < serial else { return }
        try await books.database.write { try $0.commissions.skip(through: serial) }
    }

    /// Ends pending commissions of `component`. A serial in both lists stays pending, and so does one that changes a
    /// holding that is gone; one that is not pending is reported, so that a repeated call does no harm.
    public func resolve(
        accept: [CommissionSerial], reject: [CommissionSerial], by component: String
    ) async throws
        -> Resolution
    {
        let accepted = Set(accept)
        let rejected = Set(reject)
        let conflicting = accepted.intersection(rejected)
        let time = books.now()
        try await books.enterAccepted()
        return try await books.database.write { tx in
            let wanted = accepted.union(rejected)
            let pending = try tx.commissions.lock(wanted, clientKey: component)
            let provisions = try tx.commissions.provisions(of: pending.map(\.serial))
            var holdings = try tx.holdings.lock(provisions.values.joined().map(\.key))
            let ending = pending.filter { commission in
                !conflicting.contains(commission.serial)
                    && (provisions[commission.serial] ?? []).allSatisfy { holdings[$0.key] != nil }
            }
            for commission in ending {
                let end: CommissionEnd = accepted.contains(commission.serial) ? .accept : .reject
                try QuotaBooks.end(
                    commission, provisions[commission.serial] ?? [], as: end, holdings: &holdings, at: time, tx)
            }
            try tx.commissions.delete(ending.map(\.serial))
            try tx.holdings.save(holdings.values)

            let known = Set(pending.map(\.serial))
            let done = Set(ending.map(\.serial))
            return Resolution(
                accepted: done.intersection(accepted).sorted(), rejected: done.intersection(rejected).sorted(),
                unknown: wanted.subtracting(known).sorted(), conflicting: known.subtracting(done).sorted())
        }
    }

    /// The serials that are pending for a component.
    public func pending(of component: String) async throws -> [CommissionSerial] {
        try await books.read { try $0.commissions.pending(of: component) }
    }

    /// Nil when it is not pending for this component.
    public func info(_ serial: CommissionSerial, of component: String) async throws -> CommissionInfo? {
        try await books.read { tx in
            guard let commission = try tx.commissions.lookup(serial), commission.clientKey == component else {
                return nil
            }
            let provisions = try tx.commissions.provisions(of: [serial])[serial] ?? []
            return CommissionInfo(
                serial: serial, name: commission.name, issued: commission.issued, provisions: provisions)
        }
    }

    /// All that a user holds. Empty before the user is accepted.
    public func quotas(of user: UserID) async throws -> Quotas {
        try await books.read { tx in
            Self.grouped(try tx.holdings.list(of: [user])[user] ?? [])[user] ?? [:]
        }
    }

    /// What one user, or everyone, holds of the resources of a component.
    public func quotas(ofComponent component: String, user: UserID?) async throws -> [UserID: Quotas] {
        try await books.read { tx in Self.grouped(try tx.holdings.list(ofComponent: component, user: user)) }
    }

    /// Pending commissions of all components, with nothing newer than `age`.
    public func commissions(olderThan age: Duration? = nil) async throws -> [Commission] {
        let time = age.map { books.now() - $0 }
        return try await books.read { try $0.commissions.list(issuedBefore: time) }
    }

    /// A pending commission of any component, for people.
    ///
    /// - Throws: itemNotFound.
    public func commission(_ serial: CommissionSerial) async throws -> (Commission, [Provision]) {
        let found = try await books.read { tx -> (Commission, [Provision])? in
            guard let commission = try tx.commissions.lookup(serial) else { return nil }
            return (commission, try tx.commissions.provisions(of: [serial])[serial] ?? [])
        }
        guard let found else { throw Fault(.itemNotFound, "There is no pending commission with serial \(serial).") }
        return found
    }
}

extension QuotaService {
    /// One provision a holding, in the order of first appearance.
    static func merged(_ provisions: [Provision]) throws -> [Provision] {
        var places: [Holding.Key: Int] = [:]
        var merged: [Provision] = []
        for provision in provisions {
            guard let place = places[provision.key] else {
                places[provision.key] = merged.count
                merged.append(provision)
                continue
            }
            let (sum, overflow) = merged[place].quantity.addingReportingOverflow(provision.quantity)
            guard !overflow else {
                throw Fault(.badRequest, "The quantities of \(provision.resource) add up to more than can be counted.")
            }
            merged[place].quantity = sum
        }
        return merged
    }

    /// - Throws: the first that cannot be had.
    private static func take(
        _ provisions: [Provision], from holdings: inout [Holding.Key: Holding], force: Bool
    ) throws(QuotaRefusal) {
        for provision in provisions {
            guard var holding = holdings[provision.key] else { throw .noHolding(provision) }
            try holding.issue(provision, force: force)
            holdings[provision.key] = holding
        }
    }

    private static func grouped(_ holdings: [Holding]) -> [UserID: Quotas] {
        var quotas: [UserID: Quotas] = [:]
        for holding in holdings {
            quotas[holding.key.holder, default: [:]][holding.key.source, default: [:]][holding.key.resource] =
                holding.usage
        }
        return quotas
    }
}
