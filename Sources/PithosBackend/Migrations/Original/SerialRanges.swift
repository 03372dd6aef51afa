import SQLAccess

/// Cuts a table with a column `serial` into ranges of so many serials, so that each can be worked on by itself.
struct SerialRanges {
    let table: String
    let width: Int64

    init(of table: String, width: Int64) {
        self.table = table
        self.width = width
    }

    /// Those that hold rows or may; none for an empty table.
    func list(_ tx: Transaction) throws -> [Range<Int64>] {
        let row = try tx.first(SQL(verbatim: "SELECT MIN(serial), MAX(serial) FROM \(table)"))
        guard let row, let first = try row.getOptional(0, as: Int64.self),
            let last = try row.getOptional(1, as: Int64.self)
        else { return [] }
        return stride(from: first, through: last, by: Int(width)).map { $0..<($0 + width) }
    }
}
