public import ArgumentParser

/// What every `-list` and `-show` command offers for its output (identity.md 4.1).
public struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("output-format"), help: "pretty, csv or json.")
    public var format: OutputFormat = .pretty

    public init() {}

    /// One thing: `label: value` lines, or the chosen format.
    public func show<Value>(_ value: Value, columns: [Column<Value>]) {
        let document = OutputDocument(labels: columns.map(\.label), rows: [columns.map { $0.text(value) }])
        Console.print(format == .pretty ? document.vertical : document.text(format))
    }

    /// A further table of a `-show` command.
    public func table<Value>(_ values: [Value], columns: [Column<Value>], title: String? = nil) {
        Console.print("")
        Console.print(
            OutputDocument(
                labels: columns.map(\.label), rows: values.map { value in columns.map { $0.text(value) } }, title: title
            ).text(format))
    }
}

/// What `-list` commands offer besides: which fields, which rows.
public struct ListOptions: ParsableArguments {
    @OptionGroup public var output: OutputOptions

    @Option(name: [.customShort("o"), .customLong("output")], help: "Fields to show, with commas between them.")
    public var fields: String?

    @Flag(name: .customLong("list-fields"), help: "List the fields that --output takes.")
    public var listsFields = false

    @Option(
        name: .customLong("filter-by"),
        help: "Only rows for which all of these hold: \"a=b,c>=3,d!=e\" (=, !=, >, >=, <, <=).")
    public var filter: String?

    @Flag(name: .customLong("list-filters"), help: "List the fields that --filter-by takes.")
    public var listsFilters = false

    @Flag(name: .customLong("no-headers"), help: "No header line.")
    public var hidesHeaders = false

    public init() {}

    /// Whether the command is only asked what it could show; `print` then needs no rows.
    public var asksForHelp: Bool { listsFields || listsFilters }

    /// Prints the rows that pass the filter.
    ///
    /// - Throws: `CommandError` for an unknown field or filter.
    public func print<Value>(_ values: [Value], columns: [Column<Value>], filters: [FilterField<Value>] = []) throws {
        if listsFields {
            output.table(
                columns.sorted { $0.label < $1.label },
                columns: [
                    Column("Field") { $0.label }, Column("Description") { $0.help },
                ])
            return
        }
        if listsFilters {
            for name in filters.map(\.name).sorted() { Console.print(name) }
            return
        }
        let chosen = try chosenColumns(columns)
        let rows =
            try Filter.parse(filter ?? "", fields: filters).map { conditions in
                values.filter { value in conditions.allSatisfy { $0.holds(for: value) } }
            } ?? values
        Console.print(
            OutputDocument(
                labels: chosen.map(\.label), rows: rows.map { row in chosen.map { $0.text(row) } },
                showsHeaders: !hidesHeaders || output.format == .json
            ).text(output.format))
    }

    private func chosenColumns<Value>(_ columns: [Column<Value>]) throws -> [Column<Value>] {
        guard let fields else { return columns.filter(\.isDefault) }
        return try fields.split(separator: ",").map { name in
            let name = name.trimmed
            guard let column = columns.first(where: { $0.label == name }) else {
                throw CommandError("Unknown field '\(name)'. Use --list-fields to see which there are.")
            }
            return column
        }
    }
}
