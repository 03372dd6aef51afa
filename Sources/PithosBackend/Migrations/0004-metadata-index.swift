import SQLAccess

extension PithosMigrations {
    /// The metadata of current objects by container, key and value, so that a query for what few objects have need not
    /// look at all of them. Ours; the original has no such index.
    static let metadataIndex = Migration(
        4, "metadata-index",
        statements: [
            "ALTER TABLE attributes ADD COLUMN container INTEGER",
            """
            UPDATE attributes SET container = (SELECT n.parent FROM nodes n WHERE n.node = attributes.node)
            WHERE is_latest AND domain = 'pithos'
            """,
            "CREATE INDEX idx_attributes_container ON attributes (container, key, value) WHERE is_latest",
        ])
}
