import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Holdings and pending commissions as they are for everyone who asks: with what was accepted, though the next
/// transaction has yet to enter it.
///
/// Commissions are locked by serial, then holdings by key; whoever changes holdings otherwise locks them in the same
/// order.
struct QuotaBooks: Sendable {
    let database: any Database
    let now: @Sendable () -> Timestamp
    let logger: Logger
    private let accepted = AcceptedCommissions()

    /// How long an accepted commission may wait for somebody else's transaction.
    private static let entryDelay = Duration.milliseconds(10)
    /// How long it waits after one that failed.
    private static let retryDelay = Duration.seconds(1)

    init(database: any Database, now: @escaping @Sendable () -> Timestamp, logger: Logger) {
        self.database = database
        self.now = now
        self.logger = logger
    }

    /// Accepts a commission for everyone who asks from now on; soon it is entered too.
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
        while await accepted.waits(amongFirst: count) { try await write { _, _ in } }
    }

    func read<Value: Sendable>(_ body: @escaping @Sendable (Transaction) throws -> Value) async throws -> Value {
        try await enterAccepted()
        return try await database.read(body)
    }

    /// A transaction that enters first what was accepted before.
    ///
    /// - Parameters:
    ///   - keys: holdings that `body` needs.
    ///   - isAhead: returns before it is durable, see `Database.writeAhead`.
    ///   - body: may change the holdings it is given; they are saved.
    /// - Returns: what `body` made of them, and whether it saw all that was accepted before: what others were entering
    ///   just then it may have missed.
    @discardableResult
    func write<Value: Sendable>(
        alsoLocking keys: [Holding.Key] = [], isAhead: Bool = false,
        _ body: @escaping @Sendable (Transaction, inout [Holding.Key: Holding]) throws -> Value
    ) async throws -> (value: Value, sawAll: Bool) {
        let (all, areAll) = accepted.begin()
        var entries = all
        while true {
            do {
                let value = try await enter(entries, alsoLocking: keys, isAhead: isAhead, body)
                accepted.end(entries, as: .entered)
                return (value, areAll)
            } catch QuotaIntegrityError.holdingVanished(let serial, let provision)
                where entries.contains(where: { $0.serial == serial })
            {
                // For people to look at, and no reason to stop everyone else.
                logger.error(
                    "an accepted commission stays pending, since its holding is gone",
                    metadata: ["serial": "\(serial)", "provision": "\(provision)"])
                accepted.end(entries.filter { $0.serial == serial }, as: .givenUp)
                entries.removeAll { $0.serial == serial }
            } catch {
                accepted.end(entries, as: .failed)
                throw error
            }
        }
    }

    private func enter<Value: Sendable>(
        _ entries: [AcceptedCommissions.Entry], alsoLocking keys: [Holding.Key], isAhead: Bool,
        _ body: @escaping @Sendable (Transaction, inout [Holding.Key: Holding]) throws -> Value
    ) async throws -> Value {
        let time = now()
        @Sendable func change(_ tx: Transaction) throws -> Value {
            let ending = try entries.compactMap { try tx.commissions.take($0.serial, clientKey: $0.component) }
            let before = try tx.holdings.lock(keys + ending.flatMap { $0.provisions.map(\.key) })
            var holdings = before
            for (commission, provisions) in ending {
                try Self.end(commission, provisions, as: .accept, holdings: &holdings, at: time, tx)
            }
            let value = try body(tx, &holdings)
            try tx.holdings.save(holdings.values.filter { $0 != before[$0.key] })
            return value
        }
        @Sendable func tell() {
            for entry in entries { entry.whenEntered() }
        }
        if isAhead { return try await database.writeAhead(whenDurable: tell, change) }
        let value = try await database.write(change)
        tell()
        return value
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
