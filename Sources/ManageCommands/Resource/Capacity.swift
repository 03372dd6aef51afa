import Vocabulary

/// Amounts as they are typed: `10`, `8GB`, `1.5 TiB`, `inf`. Source: identity.md 4.1.
enum Capacity {
    private static let units = "KMGTP"

    /// The amount in bytes or pieces; units count 1024 a step whatever follows the letter. Nil for what is no amount,
    /// is negative or does not fit.
    static func parse(_ text: String) -> Int64? {
        let text = text.trimmed.uppercased()
        if text == "INF" || text == "INFINITE" { return .max }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).trimmed
        guard !number.isEmpty, let power = power(of: unit) else { return nil }
        let factor = Int64(1) << Int64(10 * power)
        if let whole = Int64(number) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        guard number.filter({ $0 == "." }).count == 1, let value = Double(number) else { return nil }
        return Int64(exactly: (value * Double(factor)).rounded(.down))
    }

    private static func power(of unit: String) -> Int? {
        if unit.isEmpty || unit == "BYTES" || unit == "B" { return 0 }
        guard let letter = unit.first, let index = units.firstIndex(of: letter),
            ["", "B", "IB"].contains(String(unit.dropFirst()))
        else { return nil }
        return units.distance(from: units.startIndex, to: index) + 1
    }
}
