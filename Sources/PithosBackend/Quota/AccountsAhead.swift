import Synchronization
import Vocabulary

/// Accounts that a process changed on promises (`QuotaHolder.promise`), of which Astakos has yet to enter some.
///
/// An account is marked in the transaction of its first change, and stays so until the process ends in order, with all
/// promises entered. A mark that the next process finds says that some may have been lost: what the account holds is counted
/// anew (`UsageRecovery`).
final class AccountsAhead: Sendable {
    private struct State {
        /// By this process; the database has them.
        var marked: Set<UserID> = []
        /// To be counted anew: marked by processes before, or changed in ways that Astakos was not told.
        var uncounted: Set<UserID> = []
    }

    private let state = Mutex(State())

    /// Those that are to be marked yet.
    func unmarked(_ accounts: some Sequence<UserID>) -> [UserID] {
        state.withLock { state in accounts.filter { !state.marked.contains($0) }.sorted() }
    }

    /// The database has their marks.
    func mark(_ accounts: [UserID]) {
        if !accounts.isEmpty { state.withLock { $0.marked.formUnion(accounts) } }
    }

    /// Those whose marks are ours to take away. Who is changed afterwards is marked anew.
    func takeMarked() -> [UserID] {
        state.withLock { state in
            defer { state.marked = [] }
            return state.marked.subtracting(state.uncounted).sorted()
        }
    }

    /// Has what they hold counted anew.
    func recount(_ accounts: some Sequence<UserID>) { state.withLock { $0.uncounted.formUnion(accounts) } }

    /// What they hold has been counted.
    func count(_ accounts: some Sequence<UserID>) { state.withLock { $0.uncounted.subtract(accounts) } }

    /// Those to be counted anew: by the caller, who says `recount` of whom he could not count.
    func takeUncounted() -> Set<UserID> {
        state.withLock { state in
            defer { state.uncounted = [] }
            return state.uncounted
        }
    }
}
