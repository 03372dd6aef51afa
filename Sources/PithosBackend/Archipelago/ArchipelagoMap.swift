import NIOCore

/// A map as Archipelago keeps it, in its second form: a header under the map's name, and for as many entries as fit into a
/// block a part of its own.
///
///     snf_file_7                     signature 4, version 4, size 8, block size 4, flags 4, epoch 8; big-endian
///     snf_file_7_0000000000000000    entries of 128 bytes: flags 1, length of the name 4 (little-endian), the name
///
/// - Source: object-storage.md 5.3.
struct ArchipelagoMap {
    let name: String
    /// Bytes of the object.
    let size: Int64
    let blockSize: Int

    private static let signature: UInt32 = 0x414d_462e
    private static let version: UInt32 = 2
    private static let entryBytes = 128
    /// Of an entry: its block is zeros, whatever its name.
    private static let zeroFlag: UInt8 = 4
    /// Bytes of an object at most, 64 TiB: as much as any upload could make.
    private static let sizeMax: Int64 = 1 << 46

    /// Why a map cannot be read, in words for the operator.
    struct Unreadable: Error, CustomStringConvertible {
        var description: String
    }

    /// - Throws: `Unreadable` for what is no such header.
    init(name: String, header: ByteBuffer) throws {
        var header = header
        guard
            let fields = header.readMultipleIntegers(as: (UInt32, UInt32, UInt64, UInt32).self),
            fields.0 == Self.signature
        else { throw Unreadable(description: "it is no map") }
        guard fields.1 == Self.version else { throw Unreadable(description: "it is a map of version \(fields.1)") }
        guard fields.2 <= UInt64(Self.sizeMax), fields.3 >= Self.entryBytes,
            fields.3.isMultiple(of: UInt32(Self.entryBytes))
        else { throw Unreadable(description: "its header makes no sense") }
        self.name = name
        size = Int64(fields.2)
        blockSize = Int(fields.3)
    }

    /// The names of the parts, each with how many entries it has.
    var parts: [(name: String, entries: Int)] {
        let count = Int((size + Int64(blockSize) - 1) / Int64(blockSize))
        let entriesAPart = blockSize / Self.entryBytes
        return stride(from: 0, to: count, by: entriesAPart).map { first in
            let digits = String(first / entriesAPart, radix: 16)
            let index = String(repeating: "0", count: 16 - digits.count) + digits
            return ("\(name)_\(index)", min(entriesAPart, count - first))
        }
    }

    /// The hashes that a part names.
    ///
    /// - Throws: `Unreadable`.
    static func hashes(of part: ByteBuffer, entries: Int) throws -> [BlockHash] {
        var part = part
        return try (0..<entries).map { index in
            guard var entry = part.readSlice(length: entryBytes),
                let flags = entry.readInteger(as: UInt8.self),
                let length = entry.readInteger(endianness: .little, as: UInt32.self),
                let name = entry.readString(length: Int(min(length, UInt32(entryBytes))))
            else { throw Unreadable(description: "it ends before block \(index)") }
            if flags & zeroFlag != 0 { return .empty }
            guard let hash = BlockHash(hex: name) else {
                throw Unreadable(description: "block \(index) is none of the object store's")
            }
            return hash
        }
    }
}
