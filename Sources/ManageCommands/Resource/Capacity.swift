import Vocabulary

/// Amounts as they are typed: `10`, `8GB`, `1.5 TiB`, `inf`. Source: identity.md 4.1.
enum Capacity {
    /// Why a text is no amount.
    enum Problem: Error {
        case notAnAmount
        /// Half a machine, or a tenth of a byte.
        case fraction
        case tooLarge
    }

    private static let units = "KMGTP"

    /// The amount in bytes or pieces; nil for what is none.
    static func parse(_ text: String) -> Int64? { try? read(text) }

    /// The amount in bytes or pieces; units count 1024 a step whatever follows the letter.
    static func read(_ text: String) throws(Problem) -> Int64 {
        let text = text.trimmed.uppercased()
        if text == "INF" || text == "INFINITE" { return .max }
        let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = text.dropFirst(number.count).trimmed
        guard number.contains(where: \.isNumber), let power = power(of: unit) else { throw .notAnAmount }
        let factor = Int64(1) << Int64(10 * power)
        guard number.contains(".") else {
            guard let whole = Int64(number) else { throw .tooLarge }
            let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
            if overflow { throw .tooLarge }
            return product
        }
        guard number.filter({ $0 == "." }).count == 1, let value = Double(number) else { throw .notAnAmount }
        // Of a larger unit a fraction is welcome: the byte that is cut off from 1.1GB is missed by nobody.
        if power == 0, value != value.rounded() { throw .fraction }
        let amount = (value * Double(factor)).rounded(.down)
        // No 0.0001K is meant to be nothing at all.
        if amount == 0, value > 0 { throw .fraction }
        guard let whole = Int64(exactly: amount) else { throw .tooLarge }
        return whole
    }

    private static func power(of unit: String) -> Int? {
        if unit.isEmpty || unit == "BYTES" || unit == "B" { return 0 }
        guard let letter = unit.first, let index = units.firstIndex(of: letter),
            ["", "B", "IB"].contains(String(unit.dropFirst()))
        else { return nil }
        return units.distance(from: units.startIndex, to: index) + 1
    }
}

extension CommandError {
    /// What is wrong with an amount.
    ///
    /// - Parameter advice: what it should be, where nothing more can be said.
    init(_ problem: Capacity.Problem, in text: String, advice: String) {
        switch problem {
        case .notAnAmount: self.init(advice)
        case .fraction: self.init("'\(text)' is no whole number of pieces or bytes. \(advice)")
        case .tooLarge: self.init("'\(text)' is too large: the largest is \(Int64.max), which is also what inf means.")
        }
    }
}
