/// A part of one block.
///
/// - Units: bytes, counted from the block's begin.
public struct BlockSlice: Sendable, Hashable {
    public var hash: BlockHash
    public var offset: Int
    public var length: Int

    public init(hash: BlockHash, offset: Int, length: Int) {
        self.hash = hash
        self.offset = offset
        self.length = length
    }

    /// A part of the part; `range` in bytes from its begin.
    public func part(_ range: Range<Int>) -> BlockSlice {
        BlockSlice(hash: hash, offset: offset + range.lowerBound, length: range.count)
    }
}

extension Hashmap {
    /// The parts of blocks that make up a range of the object, in order. The range may reach beyond the size, up to the
    /// end of the last block: what lies there is a tail that truncation left, or zeros.
    func slices(_ range: Range<Int64>, blockSize: Int) -> [BlockSlice] {
        var slices: [BlockSlice] = []
        var position = range.lowerBound
        while position < range.upperBound {
            let index = Int(position / Int64(blockSize))
            guard index < hashes.count else { break }
            let offset = Int(position % Int64(blockSize))
            let length = Int(min(Int64(blockSize - offset), range.upperBound - position))
            slices.append(BlockSlice(hash: hashes[index], offset: offset, length: length))
            position += Int64(length)
        }
        return slices
    }
}
