import Foundation
import Glibc
import NIOCore
import Testing

@testable import PithosBackend

/// What is not what its name says is never given out, and set aside.
struct VerifiedReadTests {
    private let folder = BlockFolder()

    @Test func aFlippedBitIsFoundAtTheNextReadAndTheBlockSetAside() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        #expect(try await BlockFolder.read(hash, length: 5, in: store) == "alpha")
        try folder.flipBit(.block, hash)
        await #expect(throws: BlockError.damagedBlock(hash)) { try await store.open(hash) }
        #expect(folder.quarantined.count == 1)
        #expect(folder.quarantined.first?.hasPrefix("block-\(hash.hex).") == true)
        await #expect(throws: BlockError.missingBlock(hash)) { try await store.open(hash) }
        #expect(try await store.missing(of: [hash]) == [hash])
    }

    @Test(arguments: [1, 4])
    func aTruncatedBlockIsNoZeros(length: Int) async throws {
        let hash = try await BlockFolder.put(["alpha"], in: try folder.store()).hashes[0]
        try folder.truncate(.block, hash, to: length)
        let store = try folder.store()
        await #expect(throws: BlockError.damagedBlock(hash)) {
            try await store.locate([BlockSlice(hash: hash, offset: 0, length: 5)])
        }
    }

    /// What the original leaves when its machine dies while it writes.
    @Test func aBlockWithoutContentCountsAsMissing() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        try folder.truncate(.block, hash, to: 0)
        #expect(try await store.missing(of: [hash, .empty]) == [hash])
        #expect(try await BlockFolder.put(["alpha"], in: store).hashes == [hash])
        #expect(try await BlockFolder.read(hash, length: 5, in: store) == "alpha")
    }

    @Test func zerosAtTheEndMayBeThereOrNot() async throws {
        let hash = BlockDigest.hash(of: [ByteBuffer(string: "alpha")])
        for content in ["alpha", "alpha\0\0", "alpha" + String(repeating: "\0", count: 1019)] {
            let store = try folder.store()
            let path = folder.path(.block, hash)
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(content.utf8).write(to: URL(filePath: path))
            #expect(try await BlockFolder.read(hash, length: 6, in: store) == "alpha\0")
        }
    }

    @Test func aBlockIsHashedOnceUntilItChanges() async throws {
        let written = StoreHealth()
        let hash = try await BlockFolder.put(["alpha"], in: try folder.store(health: written)).hashes[0]
        #expect(written.counts.verifiedFiles == 0)
        let health = StoreHealth()
        let store = try folder.store(health: health)
        for _ in 1...3 { _ = try await store.open(hash) }
        #expect(health.counts == .init(verifiedFiles: 1, verifiedBytes: 5, damagedFiles: 0, failedReads: 0))
        #expect(utimes(folder.path(.block, hash), nil) == 0)
        for _ in 1...3 { _ = try await store.open(hash) }
        #expect(health.counts.verifiedFiles == 2)
    }

    @Test func whatWeHaveWrittenNeedsNoReading() async throws {
        let health = StoreHealth()
        let store = try folder.store(health: health)
        let (hashes, root) = try await BlockFolder.put(["alpha", "beta"], in: store)
        for hash in hashes { _ = try await store.open(hash) }
        #expect(try await store.map(root) == hashes)
        #expect(health.counts.verifiedFiles == 0)
    }

    @Test func manyReadersWaitForOneHash() async throws {
        let content = String(repeating: "0123456789abcdef", count: 500_000)
        let hash = try await BlockFolder.put([content], in: try folder.store()).hashes[0]
        let health = StoreHealth()
        let store = try folder.store(health: health)
        try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 1...64 { group.addTask { try await store.open(hash).length } }
            for try await length in group { #expect(length == content.utf8.count) }
        }
        #expect(health.counts.verifiedFiles == 1)
    }

    /// The one who hashes goes away; the others get their answer.
    @Test func aReaderThatGivesUpTakesNobodyAlong() async throws {
        let content = String(repeating: "0123456789abcdef", count: 500_000)
        let hash = try await BlockFolder.put([content], in: try folder.store()).hashes[0]
        let store = try folder.store()
        let first = Task { try await store.open(hash).length }
        let others = (1...8).map { _ in Task { try await store.open(hash).length } }
        first.cancel()
        for other in others { #expect(try await other.value == content.utf8.count) }
    }

    @Test(arguments: [true, false])
    func aDamagedMapIsNoMap(isCut: Bool) async throws {
        let (hashes, root) = try await BlockFolder.put(["alpha", "beta"], in: try folder.store())
        // Cut to a whole number of hashes.
        if isCut { try folder.truncate(.map, root, to: 32) } else { try folder.flipBit(.map, root) }
        let store = try folder.store()
        await #expect(throws: BlockError.damagedMap(root)) { try await store.map(root) }
        #expect(folder.quarantined.count == 1)
        await #expect(throws: BlockError.missingMap(root)) { try await store.map(root) }
        #expect(try await BlockFolder.put(["alpha", "beta"], in: store).root == root)
        #expect(try await store.map(root) == hashes)
    }

    @Test func whoBringsTheSameContentAnewHealsTheStore() async throws {
        let (hashes, root) = try await BlockFolder.put(["alpha", "beta"], in: try folder.store())
        try folder.flipBit(.block, hashes[0])
        try folder.flipBit(.map, root)
        let store = try folder.store()
        #expect(try await BlockFolder.put(["alpha", "beta"], in: store).root == root)
        #expect(try await BlockFolder.read(hashes[0], length: 5, in: store) == "alpha")
        #expect(try await store.map(root) == hashes)
        #expect(folder.quarantined.count == 2)
    }

    @Test func damageInAnotherProcessIsSeenThoughTheTimesWerePutBack() async throws {
        let store = try folder.store()
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        let before = try FileStamp(path: folder.path(.block, hash))
        try folder.flipBit(.block, hash)
        #expect(try FileStamp(path: folder.path(.block, hash)) != before)
        await #expect(throws: BlockError.damagedBlock(hash)) { try await store.open(hash) }
    }
}

struct VerifiedFilesTests {
    @Test func aFullTableForgetsSomethingAndInventsNothing() {
        let table = VerifiedFiles(capacity: 64)
        let marks = (0..<1000).map { UInt64($0) &* 0x9E37_79B9_7F4A_7C15 | 1 }
        for mark in marks {
            #expect(!table.contains(mark))
            table.insert(mark)
            #expect(table.contains(mark))
        }
        #expect((1...64).contains(marks.filter { table.contains($0) }.count))
    }
}
