import Glibc

/// An address, or a network of addresses: `10.0.0.0/8`, `fd00::/8`, `192.0.2.7`.
struct AddressRange: Sendable {
    private let network: [UInt8]
    private let bits: Int

    /// Nil for what is no such text.
    init?(_ text: String) {
        let halves = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard let network = Self.bytes(String(halves[0])) else { return nil }
        let most = network.count * 8
        guard let bits = halves.count == 2 ? Int(halves[1]) : most, (0...most).contains(bits) else { return nil }
        self.network = network
        self.bits = bits
    }

    func contains(_ address: String) -> Bool {
        guard let bytes = Self.bytes(address), bytes.count == network.count else { return false }
        return zip(bytes, network).enumerated().allSatisfy { index, pair in
            let wanted = max(0, min(8, bits - index * 8))
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> wanted)
            return pair.0 & mask == pair.1 & mask
        }
    }

    /// Four bytes or sixteen.
    private static func bytes(_ text: String) -> [UInt8]? {
        for (family, count) in [(AF_INET, 4), (AF_INET6, 16)] {
            var bytes = [UInt8](repeating: 0, count: count)
            if inet_pton(family, text, &bytes) == 1 { return bytes }
        }
        return nil
    }
}
