public import Vocabulary

/// The name of a block, and of a whole hashmap: SHA-256 of the content without its trailing zeros.
///
/// - Shape: 32 bytes; 64 lower-case hexadecimal digits on the wire and as a file name.
/// - Source: object-storage.md 3.1, 3.2.
public struct BlockHash: Hashable, Sendable {
    // Four words instead of an array: a hashmap of a terabyte has 262,144 of these in one allocation.
    private var words: (UInt64, UInt64, UInt64, UInt64)

    /// Bytes of one hash.
    public static let byteCount = 32

    /// The hash of nothing, hence of every block of zeros.
    public static let empty = BlockHash(
        0xe3b0_c442_98fc_1c14, 0x9afb_f4c8_996f_b924, 0x27ae_41e4_649b_934c, 0xa495_991b_7852_b855)

    /// 32 zero bytes: what a hashmap is padded with before it is folded. No block has this name.
    static let padding = BlockHash(0, 0, 0, 0)

    private init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        words = (a, b, c, d)
    }

    /// From raw bytes; exactly 32 of them.
    public init(bytes: UnsafeRawBufferPointer) {
        precondition(bytes.count == Self.byteCount, "a block hash has 32 bytes")
        words = (
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 0, as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 16, as: UInt64.self)),
            UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 24, as: UInt64.self))
        )
    }

    /// Those that lie one after the other, as in a map; what is too short for one at the end is left out.
    public static func all(in bytes: UnsafeRawBufferPointer) -> [BlockHash] {
        stride(from: 0, through: bytes.count - byteCount, by: byteCount).map {
            BlockHash(bytes: UnsafeRawBufferPointer(rebasing: bytes[$0..<($0 + byteCount)]))
        }
    }

    /// From hexadecimal digits of either case; nil unless there are exactly 64.
    public init?(hex: some StringProtocol) {
        var text = String(hex)
        let words = text.withUTF8 { digits -> (UInt64, UInt64, UInt64, UInt64)? in
            guard digits.count == Self.byteCount * 2 else { return nil }
            let raw = UnsafeRawBufferPointer(digits)
            func word(at index: Int) -> UInt64? {
                let first = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
                let second = UInt64(bigEndian: raw.loadUnaligned(fromByteOffset: index + 8, as: UInt64.self))
                guard let high = Hex.fourBytes(first), let low = Hex.fourBytes(second) else { return nil }
                return UInt64(high) << 32 | UInt64(low)
            }
            guard let a = word(at: 0), let b = word(at: 16), let c = word(at: 32), let d = word(at: 48) else {
                return nil
            }
            return (a, b, c, d)
        }
        guard let words else { return nil }
        self.words = words
    }

    /// 64 lower-case hexadecimal digits.
    public var hex: String { withBytes { Hex.encode($0) } }

    /// The first byte, which says in which 256th of all hashes this one lies.
    var firstByte: Int { Int(words.0 >> 56) }

    /// Calls `body` with the 32 raw bytes.
    public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        let bytes = (words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian)
        return try withUnsafeBytes(of: bytes, body)
    }

    public static func == (a: BlockHash, b: BlockHash) -> Bool { a.words == b.words }

    public func hash(into hasher: inout Hasher) {
        // Already random: one word tells two apart as well as four.
        hasher.combine(words.0)
    }
}

extension BlockHash: JSONWritable {
    /// Its name, without a string in between: a listing has ten thousand.
    public func write(to json: inout JSONWriter) { withBytes { json.raw(hex: $0) } }
}

extension BlockHash: Comparable {
    /// In the order of their names.
    public static func < (a: BlockHash, b: BlockHash) -> Bool { a.words < b.words }
}

extension BlockHash: CustomStringConvertible {
    public var description: String { hex }
}
