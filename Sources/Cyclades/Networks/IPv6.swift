import Glibc

/// An IPv6 address.
public struct IPv6Address: Hashable, Sendable, CustomStringConvertible {
    /// 16, in network order.
    public var bytes: [UInt8]

    /// Nil when it is no IPv6 address.
    public init?(_ text: some StringProtocol) {
        var address = in6_addr()
        guard inet_pton(AF_INET6, String(text), &address) == 1 else { return nil }
        bytes = withUnsafeBytes(of: &address) { Array($0) }
    }

    fileprivate init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    public var description: String {
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        return bytes.withUnsafeBytes { source in
            guard inet_ntop(AF_INET6, source.baseAddress, &text, socklen_t(text.count)) != nil else { return "" }
            return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
        }
    }
}

/// A range of IPv6 addresses with a common prefix.
public struct IPv6Subnet: Hashable, Sendable {
    public var base: IPv6Address
    /// 0 to 128.
    public var prefixLength: Int

    /// `2001:db8::/64`; nil when it is none or bits behind the prefix are set.
    public init?(_ text: String) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let first = parts.first, let base = IPv6Address(first) else { return nil }
        var length = 128
        if parts.count == 2 {
            guard let number = Int(parts[1]), (0...128).contains(number) else { return nil }
            length = number
        }
        self.base = base
        prefixLength = length
        guard masked(base) == base else { return nil }
    }

    public func contains(_ address: IPv6Address) -> Bool { masked(address) == base }

    /// The address an interface with this MAC gives itself (EUI-64); nil unless the prefix is 64 bits and the MAC is
    /// six pairs of hex digits.
    public func address(ofMAC mac: String) -> IPv6Address? {
        let parts = mac.split(separator: ":")
        let octets = parts.compactMap { $0.utf8.count == 2 ? UInt8($0, radix: 16) : nil }
        guard prefixLength == 64, parts.count == 6, octets.count == 6 else { return nil }
        let interface = [octets[0] ^ 2, octets[1], octets[2], 0xff, 0xfe, octets[3], octets[4], octets[5]]
        return IPv6Address(bytes: Array(base.bytes[..<8]) + interface)
    }

    private func masked(_ address: IPv6Address) -> IPv6Address {
        var bytes = address.bytes
        for index in bytes.indices {
            let kept = min(max(prefixLength - index * 8, 0), 8)
            bytes[index] &= kept == 0 ? 0 : UInt8.max << UInt8(8 - kept)
        }
        return IPv6Address(bytes: bytes)
    }
}
