import SQLAccess
import Vocabulary

extension Transaction {
    var accountsAhead: AccountsAheadStore { AccountsAheadStore(tx: self) }
}

/// The table `accounts_ahead`.
struct AccountsAheadStore {
    let tx: Transaction

    func insert(_ accounts: [UserID]) throws {
        for account in accounts {
            try tx.run("INSERT INTO accounts_ahead (account) VALUES (\(account)) ON CONFLICT (account) DO NOTHING")
        }
    }

    func list() throws -> [UserID] {
        try tx.all("SELECT account FROM accounts_ahead ORDER BY account") { try $0.get(0) }
    }

    /// Also those that are to be counted anew: they have been.
    func delete(_ accounts: [UserID]) throws {
        for account in accounts { try tx.run("DELETE FROM accounts_ahead WHERE account = \(account)") }
    }

    /// But for those that are to be counted anew.
    func deleteCounted(_ accounts: [UserID]) throws {
        for account in accounts {
            try tx.run("DELETE FROM accounts_ahead WHERE account = \(account) AND NOT counts_anew")
        }
    }

    /// Marks accounts, so that they are counted anew: by the process that has the store to itself, soon, or else by the next
    /// that has.
    func ask(for accounts: [UserID]) throws {
        for account in accounts {
            try tx.run(
                """
                INSERT INTO accounts_ahead (account, counts_anew) VALUES (\(account), TRUE)
                ON CONFLICT (account) DO UPDATE SET counts_anew = TRUE
                """)
        }
    }

    /// The same of accounts that are marked already, and of no others.
    func askAgain(for accounts: [UserID]) throws {
        for account in accounts {
            try tx.run("UPDATE accounts_ahead SET counts_anew = TRUE WHERE account = \(account)")
        }
    }

    /// Those asked for.
    func asked() throws -> [UserID] {
        try tx.all("SELECT account FROM accounts_ahead WHERE counts_anew ORDER BY account") { try $0.get(0) }
    }

    /// They have been counted; their marks stay.
    func answer(_ accounts: [UserID]) throws {
        for account in accounts {
            try tx.run("UPDATE accounts_ahead SET counts_anew = FALSE WHERE account = \(account)")
        }
    }
}
