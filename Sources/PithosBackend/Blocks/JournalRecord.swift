import NIOCore

/// One small file as the journal has it.
///
/// - Shape: `snfj`, the kind (UInt32: 0 a block, 1 a map), bytes of the content (UInt64), the hash (32 bytes), the
///   content. Numbers are little-endian.
struct JournalRecord {
    var kind: StoredKind
    var hash: BlockHash
    var content: ByteBuffer

    private static let mark: [UInt8] = Array("snfj".utf8)
    private static let headerSize = 16 + BlockHash.byteCount

    /// Bytes that a record of this content takes.
    static func size(_ content: [ByteBuffer]) -> Int { headerSize + content.reduce(0) { $0 + $1.readableBytes } }

    static func append(_ content: [ByteBuffer], of place: HashedPlace, to buffer: inout ByteBuffer) {
        buffer.writeBytes(mark)
        buffer.writeInteger(code(place.kind), endianness: .little)
        buffer.writeInteger(UInt64(size(content) - headerSize), endianness: .little)
        place.hash.withBytes { _ = buffer.writeBytes($0) }
        for slice in content { buffer.writeImmutableBuffer(slice) }
    }

    /// Takes the next record from the front of `buffer`. Nil where there is none, or one that was not written to its
    /// end: the hash tells, so that a record needs no sum of its own.
    init?(takenFrom buffer: inout ByteBuffer) {
        guard buffer.readBytes(length: Self.mark.count) == Self.mark,
            let code = buffer.readInteger(endianness: .little, as: UInt32.self),
            let kind = StoredKind.allCases.first(where: { Self.code($0) == code }),
            let length = buffer.readInteger(endianness: .little, as: UInt64.self),
            let name = buffer.readSlice(length: BlockHash.byteCount), length <= UInt64(buffer.readableBytes),
            let content = buffer.readSlice(length: Int(length))
        else { return nil }
        hash = name.withUnsafeReadableBytes { BlockHash(bytes: $0) }
        self.kind = kind
        self.content = content
        guard BlockDigest.name(of: kind, [content]) == hash else { return nil }
    }

    private static func code(_ kind: StoredKind) -> UInt32 {
        switch kind {
        case .block: 0
        case .map: 1
        }
    }
}
