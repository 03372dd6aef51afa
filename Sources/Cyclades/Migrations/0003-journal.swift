import SQLAccess

extension CycladesMigrations {
    /// Events of the local backend on their way to the dispatcher.
    static let journal = Migration(
        3, "journal",
        statements: [
            """
            CREATE TABLE event_journal (
                id \(.serialPrimaryKey),
                kind TEXT NOT NULL,
                subject TEXT NOT NULL,
                body TEXT NOT NULL,
                published BIGINT NOT NULL,
                attempts INTEGER NOT NULL,
                due BIGINT NOT NULL,
                dead BOOLEAN NOT NULL
            )
            """,
            "CREATE INDEX event_journal_subject ON event_journal (subject, id) WHERE NOT dead",
        ])
}
