import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Bytes of quota a change takes, by the owner of the account they count for; negative gives back.
typealias QuotaBytes = [UserID: Int64]

/// Makes a change under the quota of whoever owns what it touches.
///
/// The commission is issued before the transaction, on a guess of how many bytes the change will add; the change counts
/// them under its locks and, where the guess was wrong, is undone and made again with the right number. The serial
/// becomes durable with the change. Accepted it is afterwards; should that fail, or the database not say whether the
/// change was made, the reconciler ends it.
///
///     guess ─▶ issue ─▶ ┌ transaction: change, count, remember serial ┐ ─▶ accept
///                       └ count ≠ guess: undo ─▶ reject ─▶ guess anew ┘
///
/// Source: object-storage.md 4.7.
struct QuotaChange: Sendable {
    let storage: PithosStorage

    static let resource = "pithos.diskspace"
    /// Others may change the same object between guess and change this often before we give up.
    private static let attempts = 32
    /// How many changes at once have commissions that are ahead of the disk.
    private static let aheadLimit = 3
    /// Between an attempt that others were in the way of and the next.
    private static let pause = Duration.milliseconds(5)

    /// What a change did and what it took.
    struct Outcome<Value: Sendable>: Sendable {
        var value: Value
        var bytes: QuotaBytes
    }

    /// The change took another number of bytes than the commission covers, or the commission is so old that the reconciler
    /// may have taken it back.
    private struct WrongGuess: Error {
        var bytes: QuotaBytes
    }

    /// - Parameters:
    ///   - name: the path that is changed; also for whoever looks at pending commissions.
    ///   - guess: what the change will probably take.
    ///   - refresh: guesses anew, when others were in the way or Astakos refused the first guess.
    ///   - preparation: what must be done before the change and can be done while Astakos is asked.
    /// - Throws: requestEntityTooLarge when Astakos refuses; what the preparation and the change throw.
    func perform<Value: Sendable>(
        _ name: String, guess: QuotaBytes, refresh: (@Sendable () async throws -> QuotaBytes)? = nil,
        preparation: @escaping @Sendable () async throws -> Void = {},
        _ change: @escaping @Sendable (Transaction) throws -> Outcome<Value>
    ) async throws -> Value {
        async let prepared: Void = preparation()
        let hadToWait = await storage.changeTurns.begin(name)
        defer { storage.changeTurns.end(name) }
        var guess = Guess(bytes: guess, refresh: refresh)
        if hadToWait { _ = try await guess.refreshed() }
        var isUsageTooLow = false
        for _ in 0..<Self.attempts {
            let issued = try await issue(&guess, name: name)
            do {
                try await prepared
                let value = try await commit(change, under: issued)
                if let serial = issued.serial { await accept(serial) }
                return value
            } catch let wrong as WrongGuess {
                if let serial = issued.serial { await reject(serial) }
                // Counted, and so no guess any more. Asked for and refused, it is the usage that is wrong.
                isUsageTooLow = issued.isRefused && guess.bytes.filter { $0.value != 0 } == wrong.bytes
                guess = Guess(bytes: wrong.bytes, refresh: nil)
            } catch {
                if let serial = issued.serial { await giveUp(serial, because: error) }
                throw error
            }
        }
        guard !isUsageTooLow else {
            throw Fault(
                .requestEntityTooLarge,
                "Quota error: \(name) would give back more than is counted as used; its operator has to reconcile the usage"
            )
        }
        throw Fault(.conflict, "\(name) is changed by too many at once")
    }

    /// What a change will probably take.
    private struct Guess {
        var bytes: QuotaBytes
        var refresh: (@Sendable () async throws -> QuotaBytes)?

        /// Guesses anew; whether that made a difference.
        mutating func refreshed() async throws -> Bool {
            guard let refresh else { return false }
            let before = bytes
            bytes = try await refresh()
            return bytes.filter { $0.value != 0 } != before.filter { $0.value != 0 }
        }
    }

    /// A commission, and the bytes it covers.
    private struct Issued: Sendable {
        var serial: CommissionSerial?
        var bytes: QuotaBytes
        var issued: Timestamp
        /// Astakos gives back less.
        var isRefused = false
    }

    /// How old a commission may be when its change is made: well below `CommissionReconciler.grace`.
    static let commissionAgeLimit = Duration.seconds(200)

    /// The change, and the serial of its commission with it.
    ///
    /// - Throws: `WrongGuess` when the change takes another number of bytes; nothing was changed then.
    private func commit<Value: Sendable>(
        _ change: @escaping @Sendable (Transaction) throws -> Outcome<Value>, under issued: Issued
    ) async throws -> Value {
        let settled = storage.settled.all
        // A durable commission, too: what became of it may be entered with one that is not.
        let unmarked = storage.mayRunAhead ? storage.accountsAhead.unmarked(issued.bytes.keys) : []
        let value = try await storage.database.write { tx in
            let outcome = try change(tx)
            let bytes = outcome.bytes.filter { $0.value != 0 }
            let isOld = issued.serial != nil && storage.now() - Self.commissionAgeLimit > issued.issued
            guard bytes == issued.bytes, !isOld else { throw WrongGuess(bytes: bytes) }
            if let serial = issued.serial { try tx.commissions.insert(serial) }
            if !settled.isEmpty { try tx.commissions.delete(settled) }
            if !unmarked.isEmpty { try tx.accountsAhead.insert(unmarked) }
            return outcome.value
        }
        storage.accountsAhead.mark(unmarked)
        storage.settled.remove(settled)
        return value
    }

    private func issue(_ guess: inout Guess, name: String) async throws -> Issued {
        let bytes = guess.bytes.filter { $0.value != 0 }
        let moment = storage.now()
        do {
            return try await issue(bytes, name: name, at: moment)
        } catch let fault as Fault where fault.kind == .requestEntityTooLarge {
            if bytes.allSatisfy({ $0.value < 0 }) {
                // Others give the same bytes back just now. The change tells, under its locks, what is left to give.
                try await Task.sleep(for: Self.pause)
                return Issued(bytes: [:], issued: moment, isRefused: true)
            }
            // Others may have written what we replace, since the guess was made.
            guard try await guess.refreshed() else { throw fault }
            return try await issue(guess.bytes.filter { $0.value != 0 }, name: name, at: moment)
        }
    }

    private func issue(_ bytes: QuotaBytes, name: String, at moment: Timestamp) async throws -> Issued {
        guard !bytes.isEmpty else { return Issued(bytes: bytes, issued: moment) }
        let provisions = bytes.sorted { $0.key < $1.key }.map {
            Provision(holder: $0.key, resource: Self.resource, quantity: $0.value)
        }
        do {
            let serial =
                if isAhead {
                    try await storage.quota.issueSoon(provisions, name: name)
                } else {
                    try await storage.quota.issue(provisions, name: name)
                }
            return Issued(serial: serial, bytes: bytes, issued: moment)
        } catch let fault as Fault where fault.kind == .overLimit {
            throw Fault(.requestEntityTooLarge, "Quota error: \(fault.message)", cause: fault)
        }
    }

    /// Whether a commission need not be durable at once: after a power cut a sole writer counts anew what it used. Where many
    /// changes are made at once their commissions share a sync, and the pages of the books that it writes; ahead of the
    /// disk each would write them for itself.
    private var isAhead: Bool {
        storage.mayRunAhead && storage.changeTurns.count <= Self.aheadLimit
    }

    private func accept(_ serial: CommissionSerial) async {
        do {
            try await storage.quota.acceptSoon(serial) { [settled = storage.settled] in settled.insert(serial) }
        } catch {
            // The change is durable and so is the serial: the reconciler accepts it.
            storage.logger.warning("a commission waits for the reconciler", metadata: Self.metadata(serial, error))
        }
    }

    /// Rejects, unless the change may be durable though nobody told us: the reconciler will see by the serial.
    private func giveUp(_ serial: CommissionSerial, because error: any Error) async {
        if case DatabaseError.unavailable? = error as? DatabaseError {
            storage.logger.warning("a commission waits for the reconciler", metadata: Self.metadata(serial, error))
        } else {
            await reject(serial)
        }
    }

    private func reject(_ serial: CommissionSerial) async {
        do {
            try await storage.quota.reject(serial)
        } catch {
            storage.logger.warning("a commission waits for the reconciler", metadata: Self.metadata(serial, error))
        }
    }

    private static func metadata(_ serial: CommissionSerial, _ error: any Error) -> Logger.Metadata {
        ["serial": "\(serial)", "error": "\(error)"]
    }
}
