extension OutputOptions {
    /// The one table of a command that neither filters nor chooses columns.
    func list<Value>(_ values: [Value], columns: [Column<Value>]) {
        let rows = values.map { value in columns.map { $0.text(value) } }
        Console.print(OutputDocument(labels: columns.map(\.label), rows: rows).text(format))
    }
}
