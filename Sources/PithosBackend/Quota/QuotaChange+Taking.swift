import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// How quota is taken for a change, and what becomes of it afterwards.
extension QuotaChange {
    /// Bytes that were taken for a change.
    struct Taken: Sendable {
        enum Means: Sendable {
            /// Nothing was asked for, or Astakos takes nothing back.
            case none
            case promise(QuotaPromise)
            case commission(CommissionSerial, issued: Timestamp)
        }

        var bytes: QuotaBytes
        var means = Means.none
        /// Astakos counts less than is given back.
        var isRefused = false

        var promise: QuotaPromise? { if case .promise(let promise) = means { promise } else { nil } }

        var serial: CommissionSerial? { if case .commission(let serial, _) = means { serial } else { nil } }

        /// Whether the reconciler may have taken it back.
        func isOld(at moment: Timestamp) -> Bool {
            if case .commission(_, let issued) = means {
                moment - QuotaChange.commissionAgeLimit > issued
            } else {
                false
            }
        }
    }

    /// Takes what a change will probably take, while something else is done that must be done before it.
    ///
    /// - Throws: what `take` throws, or `preparation`; nothing is taken then.
    func take(
        _ guess: Guess, name: String, beside preparation: @escaping @Sendable () async throws -> Void
    ) async throws -> Taken {
        if let taken = promised(guess, name: name) {
            do {
                try await preparation()
            } catch {
                await giveBack(taken)
                throw error
            }
            return taken
        }
        async let issued = issue(guess, name: name)
        do {
            try await preparation()
        } catch {
            await giveBack(try await issued)
            throw error
        }
        return try await issued
    }

    /// - Throws: requestEntityTooLarge when Astakos refuses.
    func take(_ guess: Guess, name: String) async throws -> Taken {
        if let taken = promised(guess, name: name) { return taken }
        return try await issue(guess, name: name)
    }

    private func promised(_ guess: Guess, name: String) -> Taken? {
        let bytes = guess.counted
        guard storage.mayForgetPromises, !bytes.isEmpty,
            let promise = storage.quota.promise(Self.provisions(bytes), name: name)
        else { return nil }
        return Taken(bytes: bytes, means: .promise(promise))
    }

    private func issue(_ guess: Guess, name: String) async throws -> Taken {
        let bytes = guess.counted
        let moment = storage.now()
        do {
            return try await issue(bytes, name: name, at: moment)
        } catch let fault as Fault where fault.kind == .requestEntityTooLarge {
            if bytes.allSatisfy({ $0.value < 0 }) {
                // Others give the same bytes back just now. The change tells, under its locks, what is left to give.
                try await Task.sleep(for: Self.pause)
                return Taken(bytes: [:], isRefused: true)
            }
            // Others may have written what we replace, since the guess was made.
            var guess = guess
            guard try await guess.refreshed() else { throw fault }
            return try await issue(guess.counted, name: name, at: moment)
        }
    }

    private func issue(_ bytes: QuotaBytes, name: String, at moment: Timestamp) async throws -> Taken {
        guard !bytes.isEmpty else { return Taken(bytes: bytes) }
        do {
            let serial = try await storage.quota.issue(Self.provisions(bytes), name: name)
            return Taken(bytes: bytes, means: .commission(serial, issued: moment))
        } catch let fault as Fault where fault.kind == .overLimit {
            throw Fault(.requestEntityTooLarge, "Quota error: \(fault.message)", cause: fault)
        }
    }

    private static func provisions(_ bytes: QuotaBytes) -> [Provision] {
        bytes.sorted { $0.key < $1.key }.map { Provision(holder: $0.key, resource: resource, quantity: $0.value) }
    }

    /// The change is made.
    func keep(_ taken: Taken) async {
        switch taken.means {
        case .none: return
        case .promise(let promise):
            storage.quota.keep(promise) { [storage] in storage.accountsAhead.recount(taken.bytes.keys) }
        case .commission(let serial, _):
            do {
                try await storage.quota.acceptSoon(serial) { [settled = storage.settled] in settled.insert(serial) }
            } catch {
                // The change is durable and so is the serial: the reconciler accepts it.
                logThatItWaits(serial, error)
            }
        }
    }

    /// The change was not made.
    func giveBack(_ taken: Taken) async {
        switch taken.means {
        case .none: return
        case .promise(let promise): storage.quota.drop(promise)
        case .commission(let serial, _):
            do {
                try await storage.quota.reject(serial)
            } catch {
                logThatItWaits(serial, error)
            }
        }
    }

    /// The change failed. It may be durable though nobody told us: by the serial the reconciler will see that, and by a count
    /// whoever took a promise.
    func giveUp(_ taken: Taken, because error: any Error) async {
        guard case DatabaseError.unavailable? = error as? DatabaseError else { return await giveBack(taken) }
        switch taken.means {
        case .none: return
        case .promise(let promise):
            storage.accountsAhead.recount(taken.bytes.keys)
            storage.quota.drop(promise)
        case .commission(let serial, _): logThatItWaits(serial, error)
        }
    }

    private func logThatItWaits(_ serial: CommissionSerial, _ error: any Error) {
        storage.logger.warning(
            "a commission waits for the reconciler", metadata: ["serial": "\(serial)", "error": "\(error)"])
    }
}
