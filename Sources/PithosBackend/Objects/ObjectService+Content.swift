import Logging
public import NIOCore
import SQLAccess

/// Reading what objects hold.
extension ObjectService {
    /// The blocks of a version.
    ///
    /// - Throws: forbidden for a snapshot; `BlockError` when the store is damaged.
    public func hashmap(of version: NodeVersion) async throws -> Hashmap {
        guard !version.isElsewhere else { throw ContentFault.elsewhere }
        guard version.size > 0, let root = version.hash else {
            return Hashmap(hashes: [version.hash ?? .empty], size: 0)
        }
        return try await reportingDamage(of: version) {
            Hashmap(hashes: try await storage.blocks.map(root), size: version.size)
        }
    }

    /// A part of a version's content, or all of it. Where it begins is in order when this returns.
    ///
    /// - Parameter range: bytes, within the version's size.
    /// - Throws: `BlockError` when the store is damaged.
    public func content(of version: NodeVersion, range: Range<Int64>? = nil) async throws -> ObjectContent {
        let parts = ObjectParts(parts: [.stored(version, 0..<version.size)], etag: "")
        return try await content(of: parts, range: range ?? 0..<version.size)
    }

    /// A range of the parts' content, in order. Where it begins is in order when this returns.
    ///
    /// - Parameter range: bytes, within the parts' size.
    /// - Throws: `BlockError` when the store is damaged.
    public func content(of parts: ObjectParts, range: Range<Int64>) async throws -> ObjectContent {
        let wanted = parts.within(range)
        var first: BlockRun?
        if case .stored(let version, let inside) = wanted.first {
            first = try await reportingDamage(of: version) { try await open(version, inside) }
        }
        return ObjectContent(
            objects: self, parts: wanted, first: first, length: range.upperBound - range.lowerBound)
    }

    /// The bytes of a part of a block, which a piece of content names.
    ///
    /// - Throws: `BlockError`.
    public func read(_ slice: BlockSlice) async throws -> ByteBuffer { try await storage.blocks.read(slice) }

    /// How many blocks of a long object are looked up before its first is opened: a gigabyte's at the usual size.
    private static var blocksLookedUp: Int { 256 }

    /// - Parameter range: bytes of the version's content; not empty.
    /// - Throws: forbidden for a snapshot; `BlockError`.
    func open(_ version: NodeVersion, _ range: Range<Int64>) async throws -> BlockRun {
        guard !version.isElsewhere else { throw ContentFault.elsewhere }
        if let run = try await openSingleBlock(version, range) { return run }
        let hashmap = Hashmap(hashes: try await storage.blocks.map(version.hash ?? .empty), size: version.size)
        let slices = hashmap.slices(range, blockSize: storage.blocks.blockSize)
        let length = slices.reduce(0) { $0 + Int64($1.length) }
        guard let first = slices.first, length == Int64(range.count) else {
            throw BlockError.damagedMap(version.hash ?? .empty)
        }
        // What can be seen at once to be missing is told before anything is sent.
        if let missing = try await storage.blocks.missing(of: slices.prefix(Self.blocksLookedUp).map(\.hash)).first {
            throw BlockError.missingBlock(missing)
        }
        return BlockRun(blocks: storage.blocks, slices: slices, first: try await storage.blocks.locate([first]))
    }

    /// The root of a single block is the block, which saves reading a map. Nil for objects of several blocks; objects
    /// of the original whose size contradicts their hashmap have no such block.
    private func openSingleBlock(_ version: NodeVersion, _ range: Range<Int64>) async throws -> BlockRun? {
        guard version.size <= Int64(storage.blocks.blockSize), let root = version.hash else { return nil }
        let slice = BlockSlice(hash: root, offset: Int(range.lowerBound), length: range.count)
        do {
            return BlockRun(blocks: storage.blocks, slices: [slice], first: try await storage.blocks.locate([slice]))
        } catch BlockError.missingBlock {
            return nil
        }
    }

    /// Tells the operators in which object something missing or damaged was found.
    ///
    /// - Throws: what `body` throws.
    func reportingDamage<Value>(of version: NodeVersion, _ body: () async throws -> Value) async throws -> Value {
        do {
            return try await body()
        } catch let error as BlockError where error.isDamage {
            storage.health.readFailed()
            let path = try? await storage.database.read { try $0.nodes.lookup(version.node)?.path }
            storage.logger.error(
                "an object cannot be given to its readers",
                metadata: [
                    "object": "\(path ?? "of a node that is gone")", "version": "\(version.id)", "error": "\(error)",
                ])
            throw error
        }
    }
}
