import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Holdings and pending commissions as they are for everyone who asks: with what was accepted or promised, though the next
/// transaction has yet to enter it.
///
/// Commissions are locked by serial, then holdings by key; whoever changes holdings otherwise locks them in the same
/// order.
struct QuotaBooks: Sendable {
    let database: any Database
    let now: @Sendable () -> Timestamp
    let logger: Logger
    let promises = QuotaPromises()
    private let accepted = AcceptedCommissions()

    /// How long what is accepted may wait for somebody else's transaction.
    static let entryDelay = Duration.milliseconds(50)
    /// How long it waits after one that failed.
    private static let retryDelay = Duration.seconds(1)

    init(database: any Database, now: @escaping @Sendable () -> Timestamp, logger: Logger) {
        self.database = database
        self.now = now
        self.logger = logger
    }

    /// Whether something may be promised: not while it cannot be entered.
    var mayPromise: Bool { !accepted.isInTrouble }

    /// Accepts a commission or a promise for everyone who asks from now on; soon it is entered too.
    func acceptSoon(_ entry: AcceptedCommissions.Entry) {
        guard accepted.add(entry) else { return }
        Task {
            var delay = Self.entryDelay
            repeat {
                try? await Task.sleep(for: delay)
                do {
                    try await enterAccepted()
                    delay = Self.entryDelay
                } catch {
                    logger.warning("accepted commissions are not entered yet", metadata: ["error": "\(error)"])
                    delay = Self.retryDelay
                }
            } while !accepted.dismissAttendant()
        }
    }

    /// Brings the books up to what has been accepted.
    func enterAccepted() async throws {
        let count = accepted.count
        while await accepted.waits(amongFirst: count) { try await write { _, _, _ in } }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await enterAccepted()
        return try await database.read(body)
    }

    /// Also says what is promised. What is entered just now may be there twice.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (Transaction, PromisedQuantities) throws -> Value
    ) async throws -> Value {
        try await enterAccepted()
        // First, so that whatever is promised is found in one of both.
        let promised = promises.quantities
        return try await database.read { try body($0, promised) }
    }

    /// A transaction that enters first what was accepted before.
    ///
    /// - Parameters:
    ///   - keys: holdings that `body` needs.
    ///   - body: may change the holdings it is given; they are saved. Also told which promises have been entered in them.
    /// - Returns: what `body` made of them, and whether it saw all that was accepted before: what others were entering
    ///   just then it may have missed.
    @discardableResult
    func write<Value: Sendable>(
        alsoLocking keys: [Holding.Key] = [],
        _ body:
            @escaping @Sendable (Transaction, inout [Holding.Key: Holding], _ entered: [QuotaPromise]) throws -> Value
    ) async throws -> (value: Value, sawAll: Bool) {
        let (all, areAll) = accepted.begin()
        var entries = all
        while true {
            do {
                let value = try await enter(entries, alsoLocking: keys, body)
                conclude(entries, as: .entered)
                return (value, areAll)
            } catch let refusal as EntryRefusal {
                // For people to look at, and no reason to stop everyone else.
                logger.error(
                    "an accepted commission cannot be entered", metadata: ["error": "\(refusal.cause)"])
                conclude(entries.filter { $0.number == refusal.entry }, as: .givenUp)
                entries.removeAll { $0.number == refusal.entry }
            } catch {
                conclude(entries, as: .failed)
                throw error
            }
        }
    }

    /// An entry that changes a holding that is gone, or gives back more than there is: someone changed the tables behind our
    /// back.
    private struct EntryRefusal: Error {
        var entry: Int
        var cause: any Error
    }

    private func conclude(_ entries: [AcceptedCommissions.Entry], as end: AcceptedCommissions.End) {
        let promised = entries.compactMap(\.promise)
        // Before anyone hears of it, who would find them here and in the books.
        if end == .failed { promises.set(promised, isWritten: false) } else { promises.remove(promised) }
        if end != .failed { for entry in entries { entry.whenDone(end) } }
        accepted.end(entries, as: end)
    }

    private func enter<Value: Sendable>(
        _ entries: [AcceptedCommissions.Entry], alsoLocking keys: [Holding.Key],
        _ body:
            @escaping @Sendable (Transaction, inout [Holding.Key: Holding], _ entered: [QuotaPromise]) throws -> Value
    ) async throws -> Value {
        let time = now()
        let promised = entries.compactMap(\.promise)
        return try await database.write { tx in
            // It may run again.
            promises.set(promised, isWritten: false)
            let ending = try ending(entries, tx)
            let before = try tx.holdings.lock(keys + ending.flatMap { $0.provisions.map(\.key) })
            var holdings = before
            for one in ending {
                do {
                    if one.isPromise { try Self.issue(one.provisions, of: one.commission, holdings: &holdings) }
                    try Self.end(one.commission, one.provisions, as: .accept, holdings: &holdings, at: time, tx)
                } catch let cause where cause is QuotaIntegrityError || cause is QuotaRefusal {
                    throw EntryRefusal(entry: one.entry, cause: cause)
                }
            }
            promises.set(promised, isWritten: true)
            let value = try body(tx, &holdings, promised)
            try tx.holdings.save(holdings.values.filter { $0 != before[$0.key] })
            return value
        }
    }

    /// A commission that is accepted, off the books, or one that was only promised.
    private struct Ending {
        var entry: Int
        var commission: Commission
        var provisions: [Provision]
        var isPromise = false
    }

    private func ending(_ entries: [AcceptedCommissions.Entry], _ tx: Transaction) throws -> [Ending] {
        var serials = try tx.commissions.takeSerials(entries.count { $0.promise != nil })
        return try entries.compactMap { entry in
            switch entry.content {
            case .commission(let serial, let component):
                return try tx.commissions.take(serial, clientKey: component).map { commission, provisions in
                    Ending(entry: entry.number, commission: commission, provisions: provisions)
                }
            case .promise(let id):
                guard let promise = promises.find(id), let serial = serials.popFirst() else { return nil }
                let commission = Commission(
                    serial: CommissionSerial(serial), name: promise.name, clientKey: promise.component,
                    issued: promise.issued)
                return Ending(
                    entry: entry.number, commission: commission, provisions: promise.provisions, isPromise: true)
            }
        }
    }

    private static func issue(
        _ provisions: [Provision], of commission: Commission, holdings: inout [Holding.Key: Holding]
    ) throws {
        for provision in provisions {
            guard var holding = holdings[provision.key] else {
                throw QuotaIntegrityError.holdingVanished(commission.serial, provision)
            }
            // Room there was, and limits may have been lowered since.
            try holding.issue(provision, force: true)
            holdings[provision.key] = holding
        }
    }

    /// Counts and logs the end of a commission.
    static func end(
        _ commission: Commission, _ provisions: [Provision], as end: CommissionEnd,
        holdings: inout [Holding.Key: Holding], at time: Timestamp, _ tx: Transaction
    ) throws {
        for provision in provisions {
            guard var holding = holdings[provision.key] else {
                throw QuotaIntegrityError.holdingVanished(commission.serial, provision)
            }
            end.apply(provision, to: &holding)
            holdings[provision.key] = holding
            try tx.commissions.log(provision, of: commission, end: end, holding: holding, at: time)
        }
    }
}

/// The books do not add up: someone changed the tables behind our back.
enum QuotaIntegrityError: Error {
    case holdingVanished(CommissionSerial, Provision)
}
