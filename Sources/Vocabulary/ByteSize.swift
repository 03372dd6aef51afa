/// Sizes as people write them: `20 GiB`, `4194304`, `1.5TB`.
public enum ByteSize {
    private static let binaryUnits = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"]
    private static let decimalUnits = ["B", "KB", "MB", "GB", "TB", "PB", "EB"]

    /// `20 GiB`, `1.5 MiB`, `17 B`: the largest binary unit, at most two decimals.
    public static func format(_ bytes: Int64) -> String {
        var value = Double(bytes.magnitude)
        var unit = 0
        while value >= 1024, unit < binaryUnits.count - 1 {
            value /= 1024
            unit += 1
        }
        let hundredths = (value * 100).rounded()
        var text = String(Int64(hundredths / 100))
        let rest = Int64(hundredths) % 100
        if rest != 0 {
            text += rest % 10 == 0 ? ".\(rest / 10)" : ".\(rest < 10 ? "0" : "")\(rest)"
        }
        return "\(bytes < 0 ? "-" : "")\(text) \(binaryUnits[unit])"
    }

    /// Bytes. `KiB` and a bare `K` count 1024, `KB` counts 1000; letters may have any case. Nil when it is no size,
    /// or does not fit.
    public static func parse(_ text: String) -> Int64? {
        let trimmed = text.filter { $0 != " " }
        let digits = trimmed.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
        let unit = trimmed.dropFirst(digits.count).lowercased()
        let factor: Int64
        if unit.isEmpty || unit == "b" {
            factor = 1
        } else if let power = binaryUnits.dropFirst().firstIndex(where: {
            $0.lowercased() == unit || String($0.lowercased().prefix(1)) == unit
        }) {
            factor = (0..<power).reduce(1) { product, _ in product * 1024 }
        } else if let power = decimalUnits.dropFirst().firstIndex(where: { $0.lowercased() == unit }) {
            factor = (0..<power).reduce(1) { product, _ in product * 1000 }
        } else {
            return nil
        }
        if let whole = Int64(digits) {
            let (product, overflow) = whole.multipliedReportingOverflow(by: factor)
            return overflow ? nil : product
        }
        guard let value = Double(digits) else { return nil }
        return Int64(exactly: (value * Double(factor)).rounded())
    }
}
