public import Vocabulary

/// How single values are written in the cells of tables, CSV and JSON: as the original wrote them (identity.md 4.1).
public enum CellText {
    public static func of(_ value: Bool) -> String { value ? "True" : "False" }

    public static func of(_ value: String?) -> String { value ?? "None" }

    public static func of(_ value: (some CustomStringConvertible)?) -> String { value.map { "\($0)" } ?? "None" }

    /// `2013-08-12 09:30:00.123456`, without the fraction when it is zero.
    public static func of(_ value: Timestamp?) -> String {
        guard let value else { return "None" }
        let text = String(value.iso8601.prefix { $0 != "+" })
        return text.replacing("T", with: " ")
    }
}
