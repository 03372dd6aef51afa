import SQLAccess

extension PithosMigrations {
    /// What the current objects of a container are, see `ContainerState`.
    static let containerState = Migration(
        8, "container-state", statements: ["ALTER TABLE statistics ADD COLUMN state BIGINT NOT NULL DEFAULT 0"])
}
