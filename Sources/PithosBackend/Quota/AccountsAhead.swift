import Synchronization
import Vocabulary

/// Accounts that were changed under commissions which may be ahead of the disk (`QuotaHolder.issueSoon`).
///
/// An account is marked in the transaction of its first such change, and stays so until the process ends in order, with all
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
        state.withLock { state in accounts.filter { !state.marked.contains($0) } }
    }

    /// The database has their marks.
    func mark(_ accounts: [UserID]) {
        if !accounts.isEmpty { state.withLock { $0.marked.formUnion(accounts) } }
    }

    /// What processes before left to be counted.
    var uncounted: Set<UserID> {
        get { state.withLock(\.uncounted) }
        set { state.withLock { $0.uncounted = newValue } }
    }
}
