import SQLAccess

extension PithosMigrations {
    /// The metadata of current objects by container, key and value, so that a query for what few objects have need not
    /// look at all of them. Ours; the original has no such index.
    static let metadataIndex = indexingMetadata { _ in }

    /// - Parameter report: told how many pieces of metadata have got their container.
    static func indexingMetadata(report: @escaping RowReport) -> Migration {
        Migration(4, "metadata-index") { tx in
            try tx.run("ALTER TABLE attributes ADD COLUMN container INTEGER")
            var done: Int64 = 0
            // Range by range only to be able to tell how far it is. The domain is hidden from SQLite's planner, which
            // would go through all of its index for each range.
            for range in try SerialRanges(of: "attributes", width: 20_000).list(tx) {
                done += Int64(
                    try tx.run(
                        """
                        UPDATE attributes SET container = (SELECT n.parent FROM nodes n WHERE n.node = attributes.node)
                        WHERE is_latest AND COALESCE(domain, '') = 'pithos'
                            AND serial >= \(range.lowerBound) AND serial < \(range.upperBound)
                        """))
                report(done)
            }
            try tx.run("CREATE INDEX idx_attributes_container ON attributes (container, key, value) WHERE is_latest")
        }
    }
}
