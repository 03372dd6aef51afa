import SQLAccess

extension PithosMigrations {
    /// Accounts whose usage is to be counted anew should the process die, see `AccountsAhead`.
    static let accountsAhead = Migration(
        6, "accounts-ahead", statements: ["CREATE TABLE accounts_ahead (account VARCHAR(256) PRIMARY KEY)"])
}
