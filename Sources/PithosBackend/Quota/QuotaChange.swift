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
/// becomes durable with the change. Accepted it is afterwards; should that fail, the reconciler does it.
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
    /// Between an attempt that others were in the way of and the next.
    private static let pause = Duration.milliseconds(5)

    /// What a change did and what it took.
    struct Outcome<Value: Sendable>: Sendable {
        var value: Value
        var bytes: QuotaBytes
    }

    /// The change took another number of bytes than the commission covers.
    private struct WrongGuess: Error {
        var bytes: QuotaBytes
    }

    /// - Parameters:
    ///   - name: for whoever looks at pending commissions.
    ///   - guess: what the change will probably take.
    ///   - preparation: what must be done before the change and can be done while Astakos is asked.
    /// - Throws: requestEntityTooLarge when Astakos refuses; what the preparation and the change throw.
    func perform<Value: Sendable>(
        _ name: String, guess: QuotaBytes, preparation: @escaping @Sendable () async throws -> Void = {},
        _ change: @escaping @Sendable (Transaction) throws -> Outcome<Value>
    ) async throws -> Value {
        var guess = guess.filter { $0.value != 0 }
        async let prepared: Void = preparation()
        for _ in 0..<Self.attempts {
            var expected = guess
            var serial: CommissionSerial?
            do {
                serial = try await issue(guess, name: name)
            } catch let fault as Fault where fault.kind == .requestEntityTooLarge && guess.allSatisfy({ $0.value < 0 })
            {
                // Others give the same bytes back just now. The change tells, under its locks, what is left to give.
                expected = [:]
                try await Task.sleep(for: Self.pause)
            }
            do {
                let (serial, expected) = (serial, expected)
                try await prepared
                let settled = storage.settled.all
                let value = try await storage.database.write { tx in
                    let outcome = try change(tx)
                    let bytes = outcome.bytes.filter { $0.value != 0 }
                    guard bytes == expected else { throw WrongGuess(bytes: bytes) }
                    if let serial { try tx.commissions.insert(serial) }
                    if !settled.isEmpty { try tx.commissions.delete(settled) }
                    return outcome.value
                }
                storage.settled.remove(settled)
                if let serial { await accept(serial) }
                return value
            } catch let wrong as WrongGuess {
                if let serial { await reject(serial) }
                guess = wrong.bytes
            } catch {
                if let serial { await reject(serial) }
                throw error
            }
        }
        throw Fault(.conflict, "\(name) is changed by too many at once")
    }

    private func issue(_ bytes: QuotaBytes, name: String) async throws -> CommissionSerial? {
        guard !bytes.isEmpty else { return nil }
        let provisions = bytes.sorted { $0.key < $1.key }.map {
            Provision(holder: $0.key, resource: Self.resource, quantity: $0.value)
        }
        do {
            return try await storage.quota.issue(provisions, name: name)
        } catch let fault as Fault where fault.kind == .overLimit {
            throw Fault(.requestEntityTooLarge, "Quota error: \(fault.message)", cause: fault)
        }
    }

    private func accept(_ serial: CommissionSerial) async {
        do {
            try await storage.quota.accept(serial)
            storage.settled.insert(serial)
        } catch {
            // The change is durable and so is the serial: the reconciler accepts it.
            storage.logger.warning("a commission waits for the reconciler", metadata: Self.metadata(serial, error))
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
