import Foundation
import NIOCore
import NIOPosix
import PithosBackend
import Testing

@testable import RadosAccess

/// A block store that the suite runs on.
enum TestBlockStore: CaseIterable, CustomStringConvertible, Sendable {
    case directory
    /// Two directories, the one moved to the other.
    case pair
    case rados
    /// A directory that is moved to RADOS, and the other way.
    case directoryToRados, radosToDirectory

    /// RADOS where `SYNNEFO_TEST_CEPH` names the configuration of a cluster for tests; see scripts/with-ceph.
    static var available: [TestBlockStore] {
        cephConf == nil ? [.directory, .pair] : allCases
    }

    static var cephConf: String? { ProcessInfo.processInfo.environment["SYNNEFO_TEST_CEPH"] }

    var description: String {
        switch self {
        case .directory: "directory"
        case .pair: "pair"
        case .rados: "RADOS"
        case .directoryToRados: "directory to RADOS"
        case .radosToDirectory: "RADOS to directory"
        }
    }

    /// Whether it keeps things itself.
    var isSingle: Bool { self == .directory || self == .rados }

    /// Lends an empty store of the test's own.
    func with<Value>(blockSize: Int = 1024, _ body: (any BlockStore) async throws -> Value) async throws -> Value {
        switch self {
        case .directory:
            return try await Self.withDirectory(blockSize: blockSize) { store, _ in try await body(store) }
        case .pair:
            return try await Self.withDirectory(blockSize: blockSize) { old, _ in
                try await Self.withDirectory(blockSize: blockSize) { new, _ in
                    try await body(BlockStorePair(new: new, old: old))
                }
            }
        case .rados:
            return try await Self.withRados(blockSize: blockSize, body)
        case .directoryToRados:
            return try await Self.withBoth(blockSize: blockSize) { directory, rados in
                try await body(BlockStorePair(new: rados, old: directory))
            }
        case .radosToDirectory:
            return try await Self.withBoth(blockSize: blockSize) { directory, rados in
                try await body(BlockStorePair(new: directory, old: rados))
            }
        }
    }

    private static func withBoth<Value>(
        blockSize: Int, _ body: (DirectoryBlockStore, RadosBlockStore) async throws -> Value
    ) async throws -> Value {
        try await withDirectory(blockSize: blockSize) { directory, _ in
            try await withRados(blockSize: blockSize) { rados in try await body(directory, rados) }
        }
    }

    /// Lends the path too.
    static func withDirectory<Value>(
        blockSize: Int = 1024, _ body: (DirectoryBlockStore, String) async throws -> Value
    ) async throws -> Value {
        let path = NSTemporaryDirectory() + "blocks-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        return try await body(try DirectoryBlockStore(path: path, blockSize: blockSize, pool: .singleton), path)
    }

    /// - Parameters:
    ///   - pool: the store's threads.
    ///   - touchInterval: in place of the store's own.
    ///   - change: of the options that reach the cluster for tests.
    static func withRados<Value>(
        blockSize: Int = 1024, pool: NIOThreadPool = .singleton, touchInterval: Duration? = nil,
        change: (inout RadosOptions) -> Void = { _ in },
        _ body: (RadosBlockStore) async throws -> Value
    ) async throws -> Value {
        var options = RadosOptions()
        options.cephConf = try #require(cephConf)
        options.namespace = "test-\(UUID().uuidString)"
        change(&options)
        let store = try RadosBlockStore(
            options, blockSize: blockSize, pool: pool, touchInterval: touchInterval ?? .seconds(3600))
        do {
            let value = try await body(store)
            await store.close()
            return value
        } catch {
            await store.close()
            throw error
        }
    }
}

extension BlockStore {
    /// Puts one block, durably.
    func put(_ text: String) async throws -> BlockHash {
        let batch = batch()
        let hash = try await batch.add([ByteBuffer(string: text)])
        try await batch.settle()
        return hash
    }

    func put(_ hashmap: Hashmap) async throws -> BlockHash {
        let batch = batch()
        let root = try await batch.add(hashmap)
        try await batch.settle()
        return root
    }

    /// All names of a kind, page by page.
    func names(_ kind: StoredKind, limit: Int = 100) async throws -> [BlockHash] {
        var names: [BlockHash] = []
        var cursor: StoredCursor?
        repeat {
            let page = try await list(kind, after: cursor, limit: limit)
            names += page.hashes
            cursor = page.next
        } while cursor != nil
        return names
    }

    /// The bytes that pieces stand for, in the way that answers get them.
    func bytes(of pieces: [ContentPiece]) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for piece in pieces {
            switch piece {
            case .zeros(let count): bytes += [UInt8](repeating: 0, count: count)
            case .data(let data): bytes += Array(data.readableBytesView)
            case .block(let slice): bytes += Array(try await read(slice).readableBytesView)
            case .file(let file, let offset, let length):
                var part = [UInt8](repeating: 0, count: length)
                try part.withUnsafeMutableBytes { try file.read(at: offset, into: $0) }
                bytes += part
            }
        }
        return bytes
    }
}
