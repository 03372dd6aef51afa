/// One column of a list, or one line of a `-show`: its label and how a value is written in it.
///
/// Dates, booleans and missing values are written as the original's commands wrote them (`True`, `None`,
/// `2013-08-12 09:30:00.123456`), since scripts read them.
public struct Column<Value>: Sendable {
    public let label: String
    /// A sentence for `--list-fields`.
    public let help: String
    /// Whether it is shown without `--output`.
    public let isDefault: Bool
    public let text: @Sendable (Value) -> String

    public init(
        _ label: String, help: String = "", isDefault: Bool = true, _ text: @escaping @Sendable (Value) -> String
    ) {
        self.label = label
        self.help = help
        self.isDefault = isDefault
        self.text = text
    }
}

/// A field that `--filter-by` may name, for instance `is_active=False` or `id>=2`.
public struct FilterField<Value>: Sendable {
    public let name: String
    public let text: @Sendable (Value) -> String

    public init(_ name: String, _ text: @escaping @Sendable (Value) -> String) {
        self.name = name
        self.text = text
    }
}
