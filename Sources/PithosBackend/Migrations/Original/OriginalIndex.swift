import SQLAccess

/// An index of the original, by the name it has there.
struct OriginalIndex: Sendable {
    var name: String
    var table: String
    var columns: [String]
    var isUnique: Bool
    /// Only rows for which this holds are in it; nil for all.
    var condition: String?

    init(_ name: String, on table: String, _ columns: [String], isUnique: Bool = false, where condition: String? = nil)
    {
        self.name = name
        self.table = table
        self.columns = columns
        self.isUnique = isUnique
        self.condition = condition
    }

    /// Makes it; one of this name that is there is left.
    func create(_ tx: Transaction) throws {
        let filter = condition.map { " WHERE " + $0 } ?? ""
        try tx.run(
            SQL(
                verbatim: "CREATE \(isUnique ? "UNIQUE " : "")INDEX IF NOT EXISTS \(name) ON \(table) "
                    + "(\(columns.joined(separator: ", ")))\(filter)"))
    }

    func drop(_ tx: Transaction) throws {
        try tx.run(SQL(verbatim: "DROP INDEX IF EXISTS \(name)"))
    }
}
