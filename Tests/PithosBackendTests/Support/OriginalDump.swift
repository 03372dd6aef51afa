import Foundation
import SQLAccess
import Testing

/// A dump of a real Synnefo 0.14.2, from the folder that lies beside the repository.
struct OriginalDump {
    /// Statements in the order of the dump, `\connect` and the like left out.
    private var statements: [String] = []
    /// Rows of each table: column, then text; nil for NULL.
    private var rows: [(table: String, values: [(column: String, text: String?)])] = []

    /// The folder of the dumps; the repository may lie anywhere.
    static let folder = URL(filePath: #filePath).appending(path: "../../../../../shared/fixtures/synnefo-0.14")
        .standardized

    static let isThere = FileManager.default.fileExists(atPath: folder.appending(path: "README.md").path)
    static let reason: Comment = "the databases of the original are not here (../shared/fixtures/synnefo-0.14)"

    /// Of `4c8ccdc58192` or `3b62b3f1bf6c`.
    init(_ revision: String) throws {
        let text = try String(contentsOf: Self.folder.appending(path: "pithos-\(revision).sql"), encoding: .utf8)
        var statement = ""
        var copying: (table: String, columns: [String])?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
            if let (table, columns) = copying {
                if line == "\\." { copying = nil } else { rows.append((table, Self.values(line, columns))) }
            } else if let match = line.firstMatch(of: /^COPY public\.(\w+) \((.*)\) FROM stdin;$/) {
                copying = (String(match.1), match.2.split(separator: ", ").map(String.init))
            } else if !line.hasPrefix("--"), !line.isEmpty || !statement.isEmpty {
                statement += line + "\n"
                guard line.hasSuffix(";") else { continue }
                if !statement.hasPrefix("SET "), !statement.contains("set_config") { statements.append(statement) }
                statement = ""
            }
        }
    }

    /// Fills an empty database. SQLite gets the tables as the original's service makes them there.
    func load(_ database: any Database, as revision: Int) async throws {
        let isSQLite = database.dialect == .sqlite
        let (statements, rows) = (statements, rows)
        try await database.write { tx in
            if isSQLite {
                // Rows come in the order of the dump, which knows nothing of what refers to what.
                try tx.run("PRAGMA defer_foreign_keys = ON")
                try OriginalSample.makeTables(tx, revision: revision)
            }
            for statement in statements where !isSQLite && !Self.comesAfterRows(statement) {
                try tx.run(SQL(verbatim: statement))
            }
            for row in rows {
                let values: [SQL] = row.values.map {
                    isSQLite ? Self.sqlite($0.column, $0.text) : Self.postgres($0.text)
                }
                let columns = row.values.map(\.column).joined(separator: ", ")
                try tx.run(
                    "INSERT INTO \(SQL(verbatim: row.table)) (\(SQL(verbatim: columns))) VALUES (\(.commaSeparated(values)))"
                )
            }
            for statement in statements where !isSQLite && Self.comesAfterRows(statement) {
                try tx.run(SQL(verbatim: statement))
            }
        }
    }

    private static func comesAfterRows(_ statement: String) -> Bool {
        statement.contains("ADD CONSTRAINT") || statement.contains(" INDEX ") || statement.contains("setval")
    }

    private static func values(_ line: String, _ columns: [String]) -> [(String, String?)] {
        let texts = line.split(separator: "\t", omittingEmptySubsequences: false).map { field -> String? in
            field == "\\N" ? nil : String(field)
        }
        return Array(zip(columns, texts))
    }

    /// A literal: the server gives it the type of its column.
    private static func postgres(_ text: String?) -> SQL {
        SQL(verbatim: text.map { "'" + $0.replacing("'", with: "''") + "'" } ?? "NULL")
    }

    private static func sqlite(_ column: String, _ text: String?) -> SQL {
        if column == "active" || column == "is_latest" { return text == "t" ? "1" : "0" }
        return postgres(text)
    }
}
