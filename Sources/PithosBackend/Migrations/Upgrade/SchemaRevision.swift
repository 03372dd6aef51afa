import SQLAccess

/// A place in the one line that leads from the original's first schema to the newest of ours.
public struct SchemaRevision: Sendable, Hashable {
    /// From 1: the original's revisions, then our migrations.
    public var place: Int
    /// As commands name it: the original's own, or `swift-0002`.
    public var id: String
    /// The release of the original that brought it; empty for ours.
    public var release: String
    public var summary: String

    /// All, oldest first.
    public static let all: [SchemaRevision] =
        OriginalRevision.all.map {
            SchemaRevision(place: $0.number, id: $0.id, release: $0.release, summary: $0.summary)
        }
        + PithosMigrations.all.map { migration in
            let digits = String(migration.number)
            return SchemaRevision(
                place: OriginalRevision.all.count + migration.number,
                id: "swift-" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits, release: "",
                summary: migration.name.replacing("-", with: " "))
        }

    public static let head = all[all.count - 1]

    static func original(_ revision: OriginalRevision) -> SchemaRevision { all[revision.number - 1] }

    /// Nil for a migration that this program does not know.
    static func ours(_ number: Int) -> SchemaRevision? { all.first { $0.place == OriginalRevision.all.count + number } }

    /// The number of our migration; nil for a revision of the original's.
    var migration: Int? {
        place > OriginalRevision.all.count ? place - OriginalRevision.all.count : nil
    }

    /// The one that a command names: `head`, an id, the beginning of one, or `+2` or `-2`, counted from where the database is.
    ///
    /// - Throws: `SchemaUpgradeError`.
    public static func find(_ text: String, from current: SchemaRevision?) throws -> SchemaRevision {
        if text == "head" || text == "heads" { return head }
        if text == "base" {
            throw SchemaUpgradeError(
                "base is what was before the first revision, which no release runs on. The way back leads to "
                    + "\(OriginalRevision.newestOf014.id), Synnefo 0.14.2, or \(OriginalRevision.oldest.id), 0.14.0. To begin "
                    + "anew make an empty database, and tables in it with `pithos-migrate initdb`.")
        }
        if text.hasPrefix("+") || text.hasPrefix("-"), let count = Int(text) {
            let (place, overflows) = (current?.place ?? 0).addingReportingOverflow(count)
            guard !overflows, let found = all.first(where: { $0.place == place }) else {
                throw SchemaUpgradeError(
                    "There are no \(count.magnitude) revisions \(count < 0 ? "before" : "after") "
                        + "\(current?.id ?? "nothing").")
            }
            return found
        }
        let matches = all.filter { $0.id == text }
        let begun = matches.isEmpty ? all.filter { !text.isEmpty && $0.id.hasPrefix(text) } : matches
        guard let found = begun.first else {
            throw SchemaUpgradeError("There is no revision '\(text)'; `pithos-migrate history` lists them.")
        }
        guard begun.count == 1 else {
            throw SchemaUpgradeError(
                "'\(text)' is the beginning of several revisions: \(begun.map(\.id).joined(separator: ", ")).")
        }
        return found
    }
}

/// Why the schema cannot be changed as asked, in words for the operator, with what to do.
public struct SchemaUpgradeError: Error, Sendable, Hashable, CustomStringConvertible {
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
