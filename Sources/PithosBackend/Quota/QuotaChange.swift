import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Bytes of quota a change takes, by the owner of the account they count for; negative gives back.
typealias QuotaBytes = [UserID: Int64]

/// Makes a change under the quota of whoever owns what it touches.
///
/// Quota is taken before the transaction, on a guess of how many bytes the change will add; the change counts them under its
/// locks and, where the guess was wrong, is undone and made again with the right number. Where others may change the store
/// too, Astakos issues a commission, whose serial becomes durable with the change:
///
///     guess ─▶ issue ─▶ ┌ transaction: change, count, remember serial ┐ ─▶ accept
///                       └ count ≠ guess: undo ─▶ reject ─▶ guess anew ┘
///
/// Accepted it is afterwards; should that fail, or the database not say whether the change was made, the reconciler ends it.
///
/// Who has the store to himself, and Astakos in his process, asks for a promise instead, which costs no transaction. What is
/// lost of it with the process is counted anew: the account is marked with its first change (`AccountsAhead`).
///
///     guess ─▶ promise ─▶ ┌ transaction: change, count, mark account ┐ ─▶ keep
///                         └ count ≠ guess: undo ─▶ drop ─▶ guess anew ┘
///
/// Source: object-storage.md 4.7.
struct QuotaChange: Sendable {
    let storage: PithosStorage

    static let resource = "pithos.diskspace"
    /// Others may change the same object between guess and change this often before we give up.
    private static let attempts = 32
    /// Between an attempt that others were in the way of and the next.
    static let pause = Duration.milliseconds(5)

    /// What a change did and what it took.
    struct Outcome<Value: Sendable>: Sendable {
        var value: Value
        var bytes: QuotaBytes
    }

    /// The change took another number of bytes than were taken for it, or the commission is so old that the reconciler
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
        let turns = storage.changeTurns
        var guess = Guess(bytes: guess, refresh: refresh)
        var isPrepared = false
        if !turns.beginAtOnce(name) {
            // While others are at it.
            try await preparation()
            isPrepared = true
            await turns.begin(name)
        }
        defer { turns.end(name) }
        if isPrepared { _ = try await guess.refreshed() }
        var first: Taken? = isPrepared ? nil : try await take(guess, name: name, beside: preparation)
        var isUsageTooLow = false
        for _ in 0..<Self.attempts {
            let taken = if let first { first } else { try await take(guess, name: name) }
            first = nil
            do {
                let value = try await commit(change, under: taken)
                await keep(taken)
                return value
            } catch let wrong as WrongGuess {
                await giveBack(taken)
                // Counted, and so no guess any more. Asked for and refused, it is the usage that is wrong.
                isUsageTooLow = taken.isRefused && guess.counted == wrong.bytes
                guess = Guess(bytes: wrong.bytes, refresh: nil)
            } catch {
                await giveUp(taken, because: error)
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
    struct Guess: Sendable {
        var bytes: QuotaBytes
        var refresh: (@Sendable () async throws -> QuotaBytes)?

        /// What there is to take or to give.
        var counted: QuotaBytes { bytes.filter { $0.value != 0 } }

        /// Guesses anew; whether that made a difference.
        mutating func refreshed() async throws -> Bool {
            guard let refresh else { return false }
            let before = counted
            bytes = try await refresh()
            return counted != before
        }
    }

    /// How old a commission may be when its change is made: well below `CommissionReconciler.grace`.
    static let commissionAgeLimit = Duration.seconds(200)

    /// The change, and what tells of its quota with it.
    ///
    /// - Throws: `WrongGuess` when the change takes another number of bytes; nothing was changed then.
    private func commit<Value: Sendable>(
        _ change: @escaping @Sendable (Transaction) throws -> Outcome<Value>, under taken: Taken
    ) async throws -> Value {
        let settled = storage.settled.all
        let unmarked = taken.promise == nil ? [] : storage.accountsAhead.unmarked(taken.bytes.keys)
        let value = try await storage.database.write { tx in
            let outcome = try change(tx)
            let bytes = outcome.bytes.filter { $0.value != 0 }
            guard bytes == taken.bytes, !taken.isOld(at: storage.now()) else { throw WrongGuess(bytes: bytes) }
            if let serial = taken.serial { try tx.commissions.insert(serial) }
            if !settled.isEmpty { try tx.commissions.delete(settled) }
            if !unmarked.isEmpty { try tx.accountsAhead.insert(unmarked) }
            return outcome.value
        }
        storage.accountsAhead.mark(unmarked)
        storage.settled.remove(settled)
        return value
    }
}
