import SQLAccess

extension PithosMigrations {
    /// How often what a container holds has changed, see `ContainerState`.
    static let containerChanges = Migration(
        8, "container-changes", statements: ["ALTER TABLE statistics ADD COLUMN changes BIGINT NOT NULL DEFAULT 0"])
}
