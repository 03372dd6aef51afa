/// Finds out what a dump of PostgreSQL, as SQL, holds: it is told line after line.
struct DumpScanner {
    private(set) var contents = BackupContents()
    /// The table whose rows are being read, up to a line of `\.`.
    private var table: String?
    private var count: Int64 = 0

    /// - Parameter line: without its end.
    mutating func take(_ line: UnsafeBufferPointer<UInt8>) {
        guard let table else { return takeStatement(line) }
        guard line.count == 2, line[0] == UInt8(ascii: "\\"), line[1] == UInt8(ascii: ".") else {
            count += 1
            return note(line, of: table)
        }
        contents.rows[table, default: 0] += count
        self.table = nil
    }

    private mutating func takeStatement(_ line: UnsafeBufferPointer<UInt8>) {
        if line.starts(with: "COPY ".utf8) {
            let text = String(decoding: line, as: UTF8.self)
            guard text.hasSuffix(" FROM stdin;") else { return }
            (table, count) = (Self.name(text.dropFirst(5)), 0)
        } else if line.starts(with: "INSERT INTO ".utf8) {
            let text = String(decoding: line, as: UTF8.self)
            let name = Self.name(text.dropFirst(12))
            contents.isExact = false
            contents.rows[name, default: 0] += 1
            guard let start = text.firstRange(of: "VALUES (") else { return }
            let value = text[start.upperBound...].prefix { $0 != "," && $0 != ")" }
            note(String(value).replacing("'", with: ""), of: name)
        }
    }

    private mutating func note(_ line: UnsafeBufferPointer<UInt8>, of table: String) {
        guard table == "alembic_version" || table == "schema_migration" else { return }
        note(String(decoding: line.prefix { $0 != UInt8(ascii: "\t") }, as: UTF8.self), of: table)
    }

    /// - Parameter value: of a row's first column.
    private mutating func note(_ value: String, of table: String) {
        if table == "alembic_version", !contents.original.contains(value) { contents.original.append(value) }
        if table == "schema_migration", let number = Int(value) { contents.ours = max(number, contents.ours ?? 0) }
    }

    /// `nodes` of `public.nodes (node, …` and of `nodes VALUES …`.
    private static func name(_ text: Substring) -> String {
        let full = text.prefix { $0 != " " }.replacing("\"", with: "")
        return String(full.split(separator: ".").last ?? "")
    }
}
