import SQLAccess

/// One revision of the original's schema, as alembic names it. They follow each other in one line.
///
/// - Source: object-storage.md 4.14.
public struct OriginalRevision: Sendable, Hashable {
    /// Its place in the line, from 1.
    public var number: Int
    public var id: String
    /// The release that brought it.
    public var release: String
    /// What it changes.
    public var summary: String

    public static let all: [OriginalRevision] = [
        ("8320b1c62d9", "0.12", "index on nodes.parent"),
        ("230f8ce9c90f", "0.12", "column nodes.latest_version"),
        ("3dd56e750a3", "0.12", "nodes.latest_version filled anew"),
        ("165ba3fbfe53", "0.13", "accounts by uuid in place of their names"),
        ("2a309a9a3438", "0.13", "no negative populations"),
        ("27381099d477", "0.13", "column public.url"),
        ("4c8ccdc58192", "0.14", "index on attributes.domain"),
        ("3b62b3f1bf6c", "0.14.2", "columns attributes.node and is_latest"),
        ("54dbdde2d187", "0.15", "properties of images one by one"),
        ("301fba21d9b8", "0.15", "index on nodes.latest_version"),
        ("4451e165da19", "0.16", "policy project of every container"),
        ("e6edec1b499", "0.16", "columns versions.available and map_check_timestamp"),
        ("2efddde15abf", "0.16", "columns versions.mapfile and is_snapshot"),
        ("4a3e7cb388d9", "0.16", "index on versions.node"),
        ("f05c4de8cd7", "0.16", "index on versions that are no deletion"),
        ("1d40ec1ccc4f", "0.16", "no negative sizes"),
        ("2be04d9180dd", "0.16", "indexes on attributes"),
        ("3eb839abac44", "0.16", "indexes on accounts"),
        ("7107eaecd8c", "0.16", "indexes on versions by cluster"),
        ("5adc52055209", "0.16", "versions.available as a number"),
    ].enumerated().map { index, line in
        OriginalRevision(number: index + 1, id: line.0, release: line.1, summary: line.2)
    }

    /// 4c8ccdc58192, of 0.14.0: what is older has to be brought here by Synnefo 0.14 itself.
    public static let oldest = all[6]
    /// 3b62b3f1bf6c, of 0.14.2.
    static let newestOf014 = all[7]
    /// 5adc52055209, of 0.16 to 0.21: what ours corresponds to.
    public static let newest = all[19]

    static func find(_ id: String) -> OriginalRevision? { all.first { $0.id == id } }

    /// The revision a database tells.
    ///
    /// - Throws: `DatabaseError.schema` when it tells none, several, or one that the original never had.
    static func current(_ tx: Transaction) throws -> OriginalRevision {
        let ids: [String] = try tx.all("SELECT DISTINCT version_num FROM alembic_version ORDER BY 1") { try $0.get(0) }
        guard ids.count <= 1 else {
            throw DatabaseError.schema(
                message: "alembic_version has rows that say '\(ids.joined(separator: "', '"))', and "
                    + "may have but one: delete those that are wrong")
        }
        let id = ids.first
        guard let revision = id.flatMap(find) else {
            throw DatabaseError.schema(
                message: "alembic_version says '\(id ?? "nothing")', which is no revision of the original's")
        }
        return revision
    }

    /// Makes a database tell this revision.
    func record(_ tx: Transaction) throws {
        try tx.run("DELETE FROM alembic_version")
        try tx.run("INSERT INTO alembic_version (version_num) VALUES (\(id))")
    }
}

extension OriginalRevision: CustomStringConvertible {
    public var description: String { "\(id), of \(release)" }
}
