public import SQLAccess

/// The schema of the identity database, step by step. It is our own; an original's tables are read by the importer.
public enum AstakosMigrations {
    public static let all: [Migration] = [
        identity0001, registry0002, quota0003, scopedTokens0004, oauth20005,
    ]
}
