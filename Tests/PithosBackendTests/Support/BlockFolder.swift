import Foundation
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PithosBackend

/// A directory of blocks that goes when the test ends, and what may befall it.
final class BlockFolder: Sendable {
    let path = NSTemporaryDirectory() + "blocks-" + UUID().uuidString
    static let blockSize = 1024

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// Each is like a process that begins long after the one before: no journal holds what was written then.
    func store(health: StoreHealth = StoreHealth()) throws -> DirectoryBlockStore {
        try? FileManager.default.removeItem(atPath: path + "/.journal")
        return try storeAfterLossOfPower(health: health)
    }

    /// Like a process that begins after another one, or the whole machine, has just died.
    func storeAfterLossOfPower(health: StoreHealth = StoreHealth()) throws -> DirectoryBlockStore {
        try DirectoryBlockStore(path: path, blockSize: Self.blockSize, pool: .singleton, health: health)
    }

    func path(_ kind: StoredKind, _ hash: BlockHash) -> String {
        HashedPlace(tree: path + (kind == .block ? "/blocks" : "/maps"), kind: kind, hash: hash).path
    }

    /// Turns over one bit in the middle; the times of the file are put back as far as anyone can.
    func flipBit(_ kind: StoredKind, _ hash: BlockHash) throws {
        try Self.flipBit(at: path(kind, hash))
    }

    static func flipBit(at path: String) throws {
        var before = stat()
        try #require(stat(path, &before) == 0)
        let descriptor = open(path, O_RDWR)
        try #require(descriptor >= 0)
        var byte: UInt8 = 0
        let middle = before.st_size / 2
        try #require(pread(descriptor, &byte, 1, middle) == 1)
        byte ^= 0x10
        try #require(pwrite(descriptor, &byte, 1, middle) == 1)
        let times = [before.st_atim, before.st_mtim]
        try #require(futimens(descriptor, times) == 0)
        close(descriptor)
    }

    /// As if nobody had touched it for two days.
    func age(_ kind: StoredKind, _ hash: BlockHash) throws { try Self.age(path(kind, hash)) }

    static func age(_ path: String) throws {
        let then = timeval(tv_sec: time(nil) - 2 * 86_400, tv_usec: 0)
        try #require(utimes(path, [then, then]) == 0)
    }

    func truncate(_ kind: StoredKind, _ hash: BlockHash, to length: Int) throws {
        try #require(Glibc.truncate(path(kind, hash), length) == 0)
    }

    var quarantined: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path + "/.quarantine")) ?? []).sorted()
    }

    /// Stores blocks, and a map of them when there are several. They are in their places.
    static func put(
        _ contents: [String], in store: DirectoryBlockStore
    ) async throws -> (hashes: [BlockHash], root: BlockHash) {
        let batch = store.batch()
        var hashes: [BlockHash] = []
        for content in contents { hashes.append(try await batch.add([ByteBuffer(string: content)])) }
        let root = try await batch.add(Hashmap(hashes: hashes, size: Int64(hashes.count * blockSize)))
        try await batch.settle()
        await store.drain()
        return (hashes, root)
    }

    static func read(_ hash: BlockHash, length: Int, in store: DirectoryBlockStore) async throws -> String {
        let bytes = try await store.read(BlockSlice(hash: hash, offset: 0, length: length))
        return String(decoding: bytes.readableBytesView, as: UTF8.self)
    }
}
