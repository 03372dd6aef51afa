/// A stretch of an object's content, ready to be sent.
public enum ContentPiece: Sendable, Hashable {
    /// A region of a block's file; both numbers in bytes. The file is never changed; it may be sent without copying.
    case file(path: String, offset: Int, length: Int)
    /// A part of a block that lies in no file of this machine: read it from the store when its turn comes.
    case block(BlockSlice)
    /// So many zero bytes that no file holds.
    case zeros(Int)

    /// Bytes.
    public var length: Int {
        switch self {
        case .file(_, _, let length), .zeros(let length): length
        case .block(let slice): slice.length
        }
    }
}

/// A range of an object's content, in order, block by block. Blocks are looked up a hundred or so at a time, as the
/// reader gets there.
///
/// - Throws: while iterating, `BlockError`.
public struct ObjectContent: AsyncSequence, Sendable {
    public typealias Element = ContentPiece

    let blocks: any BlockStore
    let slices: [BlockSlice]
    /// Bytes.
    public let length: Int64

    /// Blocks that are looked up at once.
    private static let slicesALook = 256

    public func makeAsyncIterator() -> Iterator { Iterator(content: self) }

    public struct Iterator: AsyncIteratorProtocol {
        private let content: ObjectContent
        private var next = 0
        /// Found and not yet given, in reverse.
        private var ready: [ContentPiece] = []

        init(content: ObjectContent) {
            self.content = content
        }

        public mutating func next() async throws -> ContentPiece? {
            if ready.isEmpty, next < content.slices.count {
                let end = Swift.min(next + ObjectContent.slicesALook, content.slices.count)
                ready = try await content.blocks.locate(Array(content.slices[next..<end])).reversed()
                next = end
            }
            return ready.popLast()
        }
    }
}
