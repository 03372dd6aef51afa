/// An IPv4 address as a number, and as dotted text.
public struct IPv4Address: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var number: UInt32

    public init(number: UInt32) {
        self.number = number
    }

    /// Four decimal parts without leading zeros; nil for anything else.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard (1...3).contains(part.utf8.count), part.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
                part.utf8.count == 1 || part.first != "0", let byte = UInt8(part)
            else { return nil }
            number = number << 8 | UInt32(byte)
        }
        self.number = number
    }

    public var description: String {
        "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
    }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A range of IPv4 addresses with a common prefix.
public struct IPv4Subnet: Hashable, Sendable, CustomStringConvertible {
    public var base: IPv4Address
    /// 0 to 32.
    public var prefixLength: Int

    /// `10.0.0.0/24`; a bare address is a subnet of one. Nil when it is neither or bits behind the prefix are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPv4Address(first) else { return nil }
        var length = 32
        if parts.count == 2 {
            guard parts[1].utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(parts[1]), number <= 32
            else { return nil }
            length = number
        }
        self.base = base
        prefixLength = length
        guard base.number & hostMask == 0 else { return nil }
    }

    private var hostMask: UInt32 { prefixLength == 0 ? .max : (1 << (32 - UInt32(prefixLength))) - 1 }

    /// The highest address; the broadcast address where there are hosts.
    public var last: IPv4Address { IPv4Address(number: base.number | hostMask) }

    public func contains(_ address: IPv4Address) -> Bool { address.number & ~hostMask == base.number }

    public var description: String { "\(base)/\(prefixLength)" }
}
