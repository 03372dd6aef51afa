public import NIOCore

/// A block opened for reading. What it stands on is let go of when nobody holds it.
public final class OpenBlock: Sendable {
    /// Bytes that are there, trailing zeros perhaps not among them.
    public let length: Int
    private let source: Source

    private enum Source {
        case file(BlockFile)
        /// All of it, fetched from a store that has no files.
        case bytes(ByteBuffer)
    }

    /// - Parameter length: of the file, in bytes.
    init(file: BlockFile, length: Int) {
        source = .file(file)
        self.length = length
    }

    /// A block whose content is in memory.
    public init(bytes: ByteBuffer) {
        source = .bytes(bytes)
        length = bytes.readableBytes
    }

    /// The block of no bytes, which needs no file.
    static let empty = OpenBlock(bytes: ByteBuffer())

    /// Fills `target` from `offset`; what lies beyond the block's end is zeros. Blocks: call on a thread for it.
    ///
    /// - Throws: `BlockError.system`.
    public func read(at offset: Int, into target: UnsafeMutableRawBufferPointer) throws {
        let available = max(0, min(length - offset, target.count))
        if available > 0 {
            let wanted = UnsafeMutableRawBufferPointer(rebasing: target[..<available])
            switch source {
            case .file(let file):
                try file.read(at: offset, into: wanted)
            case .bytes(let bytes):
                bytes.withUnsafeReadableBytes {
                    wanted.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<(offset + available)]))
                }
            }
        }
        if available < target.count {
            UnsafeMutableRawBufferPointer(rebasing: target[available...])
                .initializeMemory(as: UInt8.self, repeating: 0)
        }
    }

    /// A part of the block. What it is too short for is zeros.
    ///
    /// - Units: bytes, counted from the block's begin.
    func pieces(offset: Int, length wanted: Int) -> [ContentPiece] {
        let available = max(0, min(wanted, length - offset))
        var pieces: [ContentPiece] = []
        if available > 0 {
            switch source {
            case .file(let file):
                pieces.append(.file(file, offset: offset, length: available))
            case .bytes(var bytes):
                bytes.moveReaderIndex(forwardBy: offset)
                if let slice = bytes.readSlice(length: available) { pieces.append(.data(slice)) }
            }
        }
        if available < wanted { pieces.append(.zeros(wanted - available)) }
        return pieces
    }
}
