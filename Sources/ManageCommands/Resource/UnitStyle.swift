import ArgumentParser
import Vocabulary

/// `--unit-style`: how amounts of bytes are written. Source: identity.md 4.1.
enum UnitStyle: String, CaseIterable, Sendable {
    case b, kb, mb, gb, tb, pb
    /// The largest unit of which there is at least one.
    case auto
    /// The bare number.
    case none

    private static let names = ["bytes", "kB", "MB", "GB", "TB", "PB"]

    /// An amount of a resource; what is not counted in bytes is a bare number, and no limit at all is `inf`.
    func text(_ amount: Int64, unit: String?) -> String {
        if amount == .max { return "inf" }
        guard unit == "bytes", self != .none else { return "\(amount)" }
        let power = self.power(for: amount)
        guard power > 0 else { return "\(amount) bytes" }
        let value = (0..<power).reduce(Double(amount)) { value, _ in value / 1024 }
        return "\(Self.fixed(value)) \(Self.names[power])"
    }

    private func power(for amount: Int64) -> Int {
        switch self {
        case .b, .none: return 0
        case .kb: return 1
        case .mb: return 2
        case .gb: return 3
        case .tb: return 4
        case .pb: return 5
        case .auto:
            return (1..<Self.names.count).last { power in amount >> Int64(10 * power) > 0 } ?? 0
        }
    }

    /// Three decimals below 1, two below 10, else one.
    private static func fixed(_ value: Double) -> String {
        let decimals = value < 1 ? 3 : (value < 10 ? 2 : 1)
        let scale = (0..<decimals).reduce(Int64(1)) { scale, _ in scale * 10 }
        let scaled = Int64((value * Double(scale)).rounded(.toNearestOrEven))
        let fraction = String(scaled % scale)
        return "\(scaled / scale).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
    }
}

/// The option of all commands that show amounts.
struct UnitOptions: ParsableArguments {
    @Option(name: .customLong("unit-style"), help: "Unit of bytes: b, kb, mb, gb, tb, pb, auto or none.")
    var unitStyle = "mb"

    /// - Throws: `CommandError`.
    func style() throws -> UnitStyle {
        guard let style = UnitStyle(rawValue: unitStyle) else {
            let names = UnitStyle.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError("Invalid unit style. Valid ones are \(names).")
        }
        return style
    }
}
