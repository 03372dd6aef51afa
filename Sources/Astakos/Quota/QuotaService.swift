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
    /// - Throws: overLimit or itemNotFound with `data`; badRequest when a sum of quantities cannot be counted.
    public func issue(
        _ provisions: [Provision], name: String, by component: String, force: Bool = false, autoAccept: Bool = false
    ) async throws -> CommissionSerial {
        let merged = try Self.merged(provisions)
        let time = books.now()
        let reservation = books.promises.reservation()
        defer { books.promises.release(reservation) }
        // A refusal is no error of the transaction: what else it enters stays.
        @Sendable func take(
            _ tx: Transaction, _ holdings: inout [Holding.Key: Holding], _ entered: [QuotaPromise]
        ) throws -> Result<CommissionSerial, QuotaPromises.Refusal> {
            do throws(QuotaPromises.Refusal) {
                try books.promises.reserve(
                    merged, from: &holdings, force: force, entered: entered, as: reservation)
            } catch {
                return .failure(error)
            }
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
        var outcome = try await books.write(alsoLocking: keys, take)
        for attempt in 1..<Self.attempts {
            guard case .failure(let refusal) = outcome.value else { break }
            // What it did not see may give room, and what it may have seen twice was given none.
            guard refusal.isDoubtful || attempt == 1 && !outcome.sawAll else { break }
            try await books.enterAccepted()
            outcome = try await books.write(alsoLocking: keys, take)
        }
        do {
            return try outcome.value.get()
        } catch {
            throw error.refusal.fault
        }
    }

    /// Others who enter something in between may leave a doubt this often.
    private static let attempts = 8

    /// Accepts a commission that is pending for `component`, as far as anyone can tell who asks this service.
    ///
    /// - Parameter whenEntered: called once it is durable, soon after. One that waits when the process dies stays pending.
    public func acceptSoon(
        _ serial: CommissionSerial, by component: String, whenEntered: @escaping @Sendable () -> Void
    ) {
        books.acceptSoon(
            .init(.commission(serial, component: component)) { end in if end == .entered { whenEntered() } })
    }

    /// Takes the provisions at once and keeps that in memory only.
    ///
    /// - Returns: nil where that cannot be told at once: when room is short, or the database cannot be asked at once. `issue`
    ///   tells.
    public func promise(_ provisions: [Provision], name: String, by component: String) -> QuotaPromise? {
        guard books.mayPromise, let merged = try? Self.merged(provisions) else { return nil }
        let promise = QuotaPromises.Promise(
            component: component, name: name, issued: books.now(), provisions: merged)
        return books.promises.make(promise) {
            books.database.glance { tx in try tx.holdings.find(merged.lazy.map(\.key)) }
        }
    }

    /// Accepts what was promised, as far as anyone can tell who asks this service; it is in the books soon after.
    ///
    /// - Parameter whenLost: called when the books cannot take it.
    public func keep(_ promise: QuotaPromise, whenLost: @escaping @Sendable () -> Void) {
        books.acceptSoon(.init(.promise(promise)) { end in if end == .givenUp { whenLost() } })
    }

    /// Takes a promise back that was not kept.
    public func drop(_ promise: QuotaPromise) { books.promises.remove([promise]) }

    /// Brings the books up to what was accepted, durably, as before a process ends on purpose.
    public func enterAccepted() async throws { try await books.enterAccepted() }

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
        try await books.read { tx, promised in
            Self.grouped(try tx.holdings.list(of: [user])[user] ?? [], promised)[user] ?? [:]
        }
    }

    /// What one user, or everyone, holds of the resources of a component.
    public func quotas(ofComponent component: String, user: UserID?) async throws -> [UserID: Quotas] {
        try await books.read { tx, promised in
            Self.grouped(try tx.holdings.list(ofComponent: component, user: user), promised)
        }
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
        guard provisions.count > 1 else { return provisions }
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

    private static func grouped(_ holdings: [Holding], _ promised: PromisedQuantities) -> [UserID: Quotas] {
        var quotas: [UserID: Quotas] = [:]
        for var holding in holdings {
            promised.apply(to: &holding)
            quotas[holding.key.holder, default: [:]][holding.key.source, default: [:]][holding.key.resource] =
                holding.usage
        }
        return quotas
    }
}
