/// One condition of `--filter-by`.
struct Filter<Value> {
    enum Comparison: String, CaseIterable {
        // Longer spellings first, so that `>=` is not read as `>`.
        case notEqual = "!=", atLeast = ">=", atMost = "<=", equal = "=", greater = ">", less = "<"
    }

    var field: FilterField<Value>
    var comparison: Comparison
    var operand: String

    /// Nil when there are no conditions.
    ///
    /// - Throws: `CommandError` that names the unknown field, or the condition that has no operator.
    static func parse(_ text: String, fields: [FilterField<Value>]) throws -> [Filter]? {
        guard !text.isEmpty else { return nil }
        return try text.split(separator: ",").map { part in
            let found = Comparison.allCases
                .compactMap { comparison in part.firstRange(of: comparison.rawValue).map { (comparison, $0) } }
                .min { $0.1.lowerBound < $1.1.lowerBound }
            guard let (comparison, range) = found else {
                throw CommandError("'\(part)' in --filter-by is no condition: use a=b, a!=b, a>b, a>=b, a<b or a<=b.")
            }
            let name = part[..<range.lowerBound].trimmed
            guard let field = fields.first(where: { $0.name == name }) else {
                let names = fields.map(\.name).sorted().joined(separator: ", ")
                throw CommandError("Unknown filter '\(name)'. Choose from: \(names).")
            }
            return Filter(field: field, comparison: comparison, operand: part[range.upperBound...].trimmed)
        }
    }

    func holds(for value: Value) -> Bool {
        let text = field.text(value)
        let (left, right) = (Self.normalised(text, like: text), Self.normalised(operand, like: text))
        let order: Int
        if let a = Double(left), let b = Double(right) {
            order = a < b ? -1 : (a > b ? 1 : 0)
        } else {
            order = left < right ? -1 : (left > right ? 1 : 0)
        }
        switch comparison {
        case .equal: return order == 0
        case .notEqual: return order != 0
        case .greater: return order > 0
        case .atLeast: return order >= 0
        case .less: return order < 0
        case .atMost: return order <= 0
        }
    }

    /// `yes`, `t`, `1` mean True where the field is a boolean.
    private static func normalised(_ text: String, like sample: String) -> String {
        guard sample == "True" || sample == "False" else { return text }
        switch text.lowercased() {
        case "yes", "true", "t", "1": return "True"
        case "no", "false", "f", "0": return "False"
        default: return text
        }
    }
}

extension StringProtocol {
    /// Without spaces around it.
    var trimmed: String {
        var rest = Substring(self)
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
