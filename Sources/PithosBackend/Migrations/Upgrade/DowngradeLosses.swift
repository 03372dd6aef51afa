import SQLAccess

/// What is stored that Synnefo 0.14 has no place for, and that goes with the way back.
public struct DowngradeLosses: Sendable, Hashable {
    /// Objects with a moment at which they are to go.
    public var expiries: Int64 = 0
    /// Containers with lists of who may read or write all of them, as they were written.
    public var accessLists: Int64 = 0
    /// Containers that users may read or write as a whole.
    public var containerGrants: Int64 = 0
    /// Objects whose manifest, `container/prefix`, is too long for metadata.
    public var longManifests: Int64 = 0
    /// Large objects that have all of their content themselves, and whose manifest goes.
    public var staticManifests: Int64 = 0

    init(_ tx: Transaction) throws {
        guard try SchemaCatalog(tx: tx).hasTable("system_metadata") else { return }
        expiries = try Self.count(tx, [.deleteAt])
        accessLists = try Self.count(tx, [.readers, .writers])
        longManifests = try Self.count(tx, [.longManifest])
        staticManifests = try Self.count(tx, [.manifestFacts])
        containerGrants = try tx.value("SELECT COUNT(*) FROM xfeatures WHERE path IN (\(Self.containers))") ?? 0
    }

    /// Nodes that have any of these now.
    private static func count(_ tx: Transaction, _ keys: [SystemMetadata.Key]) throws -> Int64 {
        try tx.value(
            """
            SELECT COUNT(DISTINCT n.node) FROM system_metadata s JOIN nodes n ON n.latest_version = s.serial
            WHERE s.key IN \(.list(keys.map(\.rawValue)))
            """) ?? 0
    }

    /// The paths of all containers: what lies two steps below the root.
    private static let containers: SQL = """
        SELECT c.path FROM nodes c JOIN nodes a ON a.node = c.parent WHERE a.parent = 0 AND a.node <> 0
        """

    /// Takes grants on whole containers away, which 0.14 does not know.
    static func removeContainerGrants(_ tx: Transaction) throws {
        let grants: SQL = "SELECT feature_id FROM xfeatures WHERE path IN (\(containers))"
        try tx.run("DELETE FROM xfeaturevals WHERE feature_id IN (\(grants))")
        try tx.run("DELETE FROM xfeatures WHERE path IN (\(containers))")
    }

    /// A line for each kind of loss, for whoever decides.
    public var lines: [String] {
        [
            (expiries, "objects lose the moment at which they were to go (X-Delete-At), and stay"),
            (accessLists, "containers lose the text of their access lists (X-Container-Read, X-Container-Write)"),
            (containerGrants, "containers that others may read or write as a whole are their owners' alone again"),
            (longManifests, "objects lose a manifest that is too long for 0.14 (X-Object-Manifest), and are empty"),
            (staticManifests, "large objects lose the list of their segments; they keep their content"),
        ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)." }
    }
}
