import SQLAccess

extension PithosMigrations {
    /// Accounts that somebody asks the process that has the store to itself to count, see `UsageRecovery`.
    static let countsAnew = Migration(
        7, "counts-anew",
        statements: ["ALTER TABLE accounts_ahead ADD COLUMN counts_anew BOOLEAN NOT NULL DEFAULT FALSE"])
}
