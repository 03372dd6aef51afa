import AstakosClient
import Synchronization
import Vocabulary

/// Changes of holdings that were promised to components of this process and that the books do not have yet. They are kept in
/// memory, and lost with the process.
///
///     make ─▶ open ─┬─ kept, and entered ─▶ in the books
///                   └─ dropped
///
/// What is promised to one is not there for another. So a promise is judged by the holding as it is committed and by all that
/// is open; it may count something twice that is being entered just now, and is not made then. Whoever changes a holding in a
/// transaction judges by both too, and keeps a reservation until it has ended: a promise that is made meanwhile does not see
/// what it changes.
final class QuotaPromises: Sendable {
    struct Promise: Sendable {
        var component: String
        var name: String
        var issued: Timestamp
        /// One a holding.
        var provisions: [Provision]
    }

    private struct Open {
        var promise: Promise
        /// Whether a transaction that ran before may have entered it, so that those after it find it in the books, too.
        var isWritten = false
    }

    private struct State {
        var last = QuotaPromise(0)
        var open: [QuotaPromise: Open] = [:]
        /// Provisions of transactions under way.
        var reservations: [QuotaPromise: [Provision]] = [:]
        /// Of all that is open or reserved.
        var sums = PromisedQuantities()

        mutating func next() -> QuotaPromise {
            last = QuotaPromise(last.rawValue + 1)
            return last
        }
    }

    /// Promises at once. Who comes then waits for the books.
    private static let limit = 1_000

    private let state = Mutex(State())

    /// Makes a promise if there is room for it.
    ///
    /// - Parameter find: looks at the holdings as they are committed; nil when it cannot at once.
    func make(_ promise: Promise, from find: () -> [Holding.Key: Holding]?) -> QuotaPromise? {
        // Under the lock, so that what leaves memory for the books is found in one of them.
        state.withLock { state in
            guard state.open.count < Self.limit, let holdings = find() else { return nil }
            for provision in promise.provisions {
                guard var holding = holdings[provision.key] else { return nil }
                state.sums.apply(to: &holding)
                do throws(QuotaRefusal) { try holding.issue(provision, force: false) } catch { return nil }
            }
            let id = state.next()
            state.open[id] = Open(promise: promise)
            state.sums.add(promise.provisions)
            return id
        }
    }

    /// They are in the books, or were given up.
    func remove(_ promises: [QuotaPromise]) {
        guard !promises.isEmpty else { return }
        state.withLock { state in
            for id in promises {
                if let open = state.open.removeValue(forKey: id) { state.sums.subtract(open.promise.provisions) }
            }
        }
    }

    func find(_ promise: QuotaPromise) -> Promise? { state.withLock { $0.open[promise]?.promise } }

    /// Says whether a transaction has entered them.
    func set(_ promises: [QuotaPromise], isWritten: Bool) {
        guard !promises.isEmpty else { return }
        state.withLock { state in for id in promises { state.open[id]?.isWritten = isWritten } }
    }

    /// What is promised, for whoever reads the books next.
    var quantities: PromisedQuantities {
        state.withLock { state in
            var quantities = PromisedQuantities()
            for open in state.open.values { quantities.add(open.promise.provisions) }
            return quantities
        }
    }

    /// A name for what a transaction will `reserve`, which is to be released when it has ended.
    func reservation() -> QuotaPromise { state.withLock { $0.next() } }

    /// Why provisions cannot be had.
    struct Refusal: Error {
        var refusal: QuotaRefusal
        /// Something that another transaction is entering may have been counted twice.
        var isDoubtful: Bool
    }

    /// Takes provisions from holdings, which a transaction has locked, if what is promised leaves room. All or none.
    ///
    /// - Parameter entered: the promises that this transaction has entered itself.
    /// - Throws: the first that cannot be had.
    func reserve(
        _ provisions: [Provision], from holdings: inout [Holding.Key: Holding], force: Bool, entered: [QuotaPromise],
        as reservation: QuotaPromise
    ) throws(Refusal) {
        let before = holdings
        let result = state.withLock { state -> Result<[Holding.Key: Holding], Refusal> in
            var open = state.open
            for id in entered { open[id] = nil }
            do throws(QuotaRefusal) {
                let after = try Self.take(provisions, from: before, beside: open.values, force: force)
                // A transaction may run again.
                state.sums.subtract(state.reservations.updateValue(provisions, forKey: reservation) ?? [])
                state.sums.add(provisions)
                return .success(after)
            } catch {
                // It is no more than a hint: a transaction that has them may be undone.
                let unwritten = open.values.lazy.filter { !$0.isWritten }
                let canBeHad = (try? Self.take(provisions, from: before, beside: unwritten, force: force)) != nil
                return .failure(Refusal(refusal: error, isDoubtful: canBeHad))
            }
        }
        holdings = try result.get()
    }

    private static func take(
        _ provisions: [Provision], from holdings: [Holding.Key: Holding], beside open: some Sequence<Open>, force: Bool
    ) throws(QuotaRefusal) -> [Holding.Key: Holding] {
        var promised = PromisedQuantities()
        for one in open { promised.add(one.promise.provisions) }
        var after = holdings
        for provision in provisions {
            guard var holding = after[provision.key] else { throw .noHolding(provision) }
            var judged = holding
            promised.apply(to: &judged)
            try judged.issue(provision, force: force)
            try holding.issue(provision, force: true)
            after[provision.key] = holding
        }
        return after
    }

    /// The transaction has ended, and everyone sees what came of it.
    func release(_ reservation: QuotaPromise) {
        state.withLock { state in
            if let provisions = state.reservations.removeValue(forKey: reservation) { state.sums.subtract(provisions) }
        }
    }
}
