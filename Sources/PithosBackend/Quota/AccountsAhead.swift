import Synchronization
import Vocabulary

/// Accounts that a process changed whose commissions, or what became of them, may be ahead of the disk
/// (`QuotaHolder.issueSoon`).
///
/// An account is marked in the transaction of its first change, and stays so until the process ends in order, with all
/// commissions on the disk. A mark that the next process finds says that a power cut may have taken some: what the account
/// holds is counted anew (`UsageRecovery`).
final class AccountsAhead: Sendable {
    private struct State {
        /// By this process; the database has them.
        var marked: Set<UserID> = []
        /// Marks of processes before that could not be counted yet.
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

    /// What processes before left to be counted.
    var uncounted: Set<UserID> {
        get { state.withLock(\.uncounted) }
        set { state.withLock { $0.uncounted = newValue } }
    }
}
