public import NIOPosix

/// In what state something in a store is.
public enum Inspection: Sendable, Hashable {
    /// What its name says.
    case good(bytes: Int)
    /// Something else than its name says.
    case damaged(bytes: Int)
    case missing
    /// It may be good: the disk or the file system does not give it.
    case unreadable(String)

    /// Bytes that were read.
    var bytes: Int {
        switch self {
        case .good(let bytes), .damaged(let bytes): bytes
        case .missing, .unreadable: 0
        }
    }
}

extension BlockStore {
    /// Reads it as any reader would, and hashes it. Nothing is set aside.
    public func inspect(
        _ kind: StoredKind, _ hash: BlockHash, setsAside: Bool, on threads: NIOThreadPool
    ) async throws -> Inspection {
        guard let status = try await status(of: kind, [hash])[0] else { return .missing }
        do {
            let content: BlockHash
            switch kind {
            case .block:
                // One byte more, so that what is too long does not pass.
                let bytes = try await read(BlockSlice(hash: hash, offset: 0, length: status.size + 1))
                content = try await threads.runIfActive { BlockDigest.hash(of: [bytes]) }
            case .map:
                let hashes = try await map(hash)
                content = try await threads.runIfActive { Hashmap(hashes: hashes, size: 0).root }
            }
            return content == hash ? .good(bytes: status.size) : .damaged(bytes: status.size)
        } catch let error as BlockError where error.isDamage {
            return error.isMissing ? .missing : .damaged(bytes: status.size)
        }
    }
}
