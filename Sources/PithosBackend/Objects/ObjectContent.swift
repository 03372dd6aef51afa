public import NIOCore

/// A range of what an object gives its readers: a part of one version, or, for a manifest, of several.
///
/// Only its first block is open. Each of the others is opened while the one before it is handed out, so that a slow reader
/// holds few descriptors and a long object begins at once.
public struct ObjectContent: Sendable {
    let objects: ObjectService
    /// None of them empty.
    let parts: [ObjectParts.Part]
    /// The first part, opened; nil when there is none, or it lies in no block.
    let first: BlockRun?
    /// Bytes.
    public let length: Int64

    /// All of it, where it is so short that it is in memory already.
    public var bytes: ByteBuffer? {
        guard parts.count == 1, let first, first.slices.count == 1, first.first.count == 1,
            case .data(let bytes) = first.first[0]
        else { return nil }
        return bytes
    }

    /// Hands out the pieces in order. May be called again.
    ///
    /// - Throws: `BlockError` when a block is missing or damaged, after the pieces before it; what `body` throws.
    public func eachPiece(_ body: (ContentPiece) async throws -> Void) async throws {
        for (index, part) in parts.enumerated() {
            switch part {
            case .data(let bytes): try await body(.data(ByteBuffer(bytes: bytes)))
            case .stored(let version, let range):
                try await objects.reportingDamage(of: version) {
                    let run = index == 0 ? first : try await objects.open(version, range)
                    try await run?.eachPiece(body)
                }
            }
        }
    }
}

/// Parts of blocks, the first of them located.
struct BlockRun: Sendable {
    let blocks: any BlockStore
    let slices: [BlockSlice]
    let first: [ContentPiece]

    /// - Throws: `BlockError`; what `body` throws.
    func eachPiece(_ body: (ContentPiece) async throws -> Void) async throws {
        var current = first
        for index in slices.indices {
            async let following = locate(index + 1)
            for piece in current { try await body(piece) }
            current = try await following
        }
    }

    private func locate(_ index: Int) async throws -> [ContentPiece] {
        index < slices.count ? try await blocks.locate([slices[index]]) : []
    }
}
