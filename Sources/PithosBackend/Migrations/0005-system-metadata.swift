import SQLAccess

extension PithosMigrations {
    /// What a version has besides what users call its metadata (`SystemMetadata`). Values may be long, as manifests are;
    /// the index finds what expires.
    static let systemMetadata = Migration(
        5, "system-metadata",
        statements: [
            """
            CREATE TABLE system_metadata (
                serial INTEGER NOT NULL REFERENCES versions (serial) ON UPDATE CASCADE ON DELETE CASCADE,
                key VARCHAR(64) NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (serial, key)
            )
            """,
            """
            CREATE INDEX idx_system_metadata_delete_at ON system_metadata (value)
            WHERE key = 'delete-at'
            """,
        ])
}
