import NIOCore

/// What is put goes to the new store; what is referred to may lie in either.
struct BlockStorePairBatch: BlockBatch {
    let new: any BlockBatch
    let old: any BlockBatch

    func add(_ content: [ByteBuffer]) async throws -> BlockHash { try await new.add(content) }

    func add(_ hashmap: Hashmap) async throws -> BlockHash { try await new.add(hashmap) }

    var shortBlockSize: Int { new.shortBlockSize }

    func writer() -> any BlockWriter { new.writer() }

    func keepUp() async throws { try await new.keepUp() }

    func claim(_ hashes: [BlockHash]) async throws -> [BlockHash] {
        let missing = try await new.claim(hashes)
        return missing.isEmpty ? [] : try await old.claim(missing)
    }

    func settle() async throws {
        try await old.settle()
        try await new.settle()
    }

    func abandon() async {
        await old.abandon()
        await new.abandon()
    }
}
