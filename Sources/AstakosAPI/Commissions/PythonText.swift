import Vocabulary

/// JSON as the original's fault messages showed it: the way Python prints a value.
///
/// A provision's own members come in the order of the original's hash tables, which recorded answers have.
enum PythonText {
    static func of(_ value: JSONValue) -> String {
        switch value {
        case .null: return "None"
        case .bool(let flag): return flag ? "True" : "False"
        case .int(let number): return "\(number)"
        case .double(let number): return "\(number)"
        case .string(let text): return quoted(text)
        case .array(let elements): return "[" + elements.map(of).joined(separator: ", ") + "]"
        case .object(let members):
            let pairs = members.sorted { rank($0.key) < rank($1.key) }
            return "{" + pairs.map { "\(quoted($0.key)): \(of($0.value))" }.joined(separator: ", ") + "}"
        }
    }

    private static let order = ["resource", "source", "holder", "quantity"]

    private static func rank(_ name: String) -> (Int, String) {
        (order.firstIndex(of: name) ?? order.count, name)
    }

    private static func quoted(_ text: String) -> String {
        let quote: Character = text.contains("'") && !text.contains("\"") ? "\"" : "'"
        var quoted = String(quote)
        for character in text {
            switch character {
            case "\\", quote: quoted += "\\\(character)"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            default: quoted.append(character)
            }
        }
        quoted.append(quote)
        return quoted
    }
}
