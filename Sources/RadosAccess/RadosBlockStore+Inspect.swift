import Logging
import NIOCore
public import NIOPosix
public import PithosBackend
import Vocabulary

extension RadosBlockStore {
    /// Bytes that one operation reads.
    private static let chunk = 4 << 20

    public func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection {
        let objects = try await objects(kind)
        guard let state = try await objects.state(hash) else { return .missing }
        var content: [ByteBuffer] = []
        for offset in stride(from: 0, to: state.status.size, by: Self.chunk) {
            guard let bytes = try await objects.read(hash, at: offset, length: Self.chunk) else { return .missing }
            content.append(bytes)
        }
        let bytes = content.reduce(0) { $0 + $1.readableBytes }
        let whole = content
        let found = try await threads.runIfActive { BlockDigest.name(of: kind, whole) }
        if found == hash { return .good(bytes: bytes) }
        if setsAside { try await setAside(hash, objects, content, at: state.version) }
        return .damaged(bytes: bytes)
    }

    /// Moves damaged content out of the way of readers, and of who uploads the same anew, unless it has changed meanwhile.
    private func setAside(
        _ hash: BlockHash, _ objects: RadosPool, _ content: [ByteBuffer], at version: UInt64
    ) async throws {
        let damaged = try await self.objects(objects.kind, .damaged)
        let room = await limit.take(max(content.reduce(0) { $0 + $1.readableBytes }, Self.bytesAnOperation))
        let random = String(UInt32.random(in: 0 ... .max), radix: 16)
        let name = "\(hash.hex).\(Timestamp.now().microseconds / 1_000_000)-\(random)"
        let operation: RadosOperation
        do {
            operation = try await compute { damaged.write(hash, content, name: name, room: room) }
        } catch {
            limit.give(room)
            throw error
        }
        let code = await operation.result
        guard code >= 0 else { throw damaged.failure(code, "write", hash) }
        guard try await objects.remove(hash, at: version) else { return }
        health.found(objects.kind, hash)
        logger.error(
            "a stored object is damaged and was set aside",
            metadata: [
                "kind": "\(objects.kind)", "hash": "\(hash)", "pool": "\(objects.name)", "kept": "\(name)",
                "namespace": "\(options.namespace)\(RadosArea.damaged.rawValue)",
            ])
    }
}
