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

    func delete(_ accounts: [UserID]) throws {
        for account in accounts { try tx.run("DELETE FROM accounts_ahead WHERE account = \(account)") }
    }
}
