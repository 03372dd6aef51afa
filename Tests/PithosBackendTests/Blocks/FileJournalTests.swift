import Foundation
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PithosBackend

/// Small files are answered once they are in the journal. A test stands in for the loss of power: it takes from the tree
/// what the disk may not have had yet.
struct FileJournalTests {
    private let folder = BlockFolder()

    private func journals() throws -> [String] { try FileCalls.names(in: folder.path + "/.journal") }

    private enum Loss: CaseIterable {
        case gone
        case empty
        case zeros
    }

    private func lose(_ loss: Loss, _ kind: StoredKind, _ hash: BlockHash) throws {
        let path = folder.path(kind, hash)
        let size = try #require(try FileStamp(path: path)).size
        switch loss {
        case .gone: try FileManager.default.removeItem(atPath: path)
        case .empty: try folder.truncate(kind, hash, to: 0)
        case .zeros:
            try folder.truncate(kind, hash, to: 0)
            try folder.truncate(kind, hash, to: size)
        }
    }

    @Test(arguments: Loss.allCases)
    private func whatWasAnsweredIsThereAfterALossOfPower(loss: Loss) async throws {
        var root = BlockHash.empty
        var hashes: [BlockHash] = []
        do {
            let store = try folder.store()
            (hashes, root) = try await BlockFolder.put(["alpha", "beta\0\0"], in: store)
            _ = try await BlockFolder.put(["gamma"], in: store)
        }
        for hash in hashes { try lose(loss, .block, hash) }
        try lose(loss, .map, root)

        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.map(root) == hashes)
        #expect(try await BlockFolder.read(hashes[0], length: 5, in: store) == "alpha")
        #expect(FileManager.default.contents(atPath: folder.path(.block, hashes[1])) == Data("beta\0\0".utf8))
        #expect(folder.quarantined.isEmpty)
        #expect(try journals().isEmpty)
    }

    @Test func theJournalOfALivingProcessIsItsOwn() async throws {
        let first = try folder.store()
        let (hashes, _) = try await BlockFolder.put(["alpha"], in: first)
        let before = try journals()
        #expect(before.count == 1)
        try FileManager.default.removeItem(atPath: folder.path(.block, hashes[0]))

        let second = try folder.storeAfterLossOfPower()
        #expect(try await second.missing(of: hashes) == hashes)
        #expect(try journals() == before)
        withExtendedLifetime(first) {}
    }

    @Test func aRecordThatWasNotWrittenToItsEndIsNone() async throws {
        var hashes: [BlockHash] = []
        do {
            let store = try folder.store()
            for content in ["alpha", "beta"] { hashes += try await BlockFolder.put([content], in: store).hashes }
        }
        let name = try #require(try journals().first)
        let path = "\(folder.path)/.journal/\(name)"
        let journal = try #require(FileManager.default.contents(atPath: path))
        let cut = try #require(journal.range(of: Data("beta".utf8))).lowerBound + 2
        try #require(truncate(path, off_t(cut)) == 0)
        for hash in hashes { try FileManager.default.removeItem(atPath: folder.path(.block, hash)) }

        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.missing(of: hashes) == [hashes[1]])
    }

    @Test func itBeginsAnewWhenAllIsInItsPlace() throws {
        let staging = folder.path + "/.staging"
        try FileManager.default.createDirectory(atPath: staging, withIntermediateDirectories: true)
        let journal = FileJournal(directory: folder.path + "/.journal", staging: staging, halfSize: 200)
        let content = ByteBuffer(string: String(repeating: "a", count: 80))
        let place = HashedPlace(tree: folder.path + "/blocks", kind: .block, hash: .empty)
        #expect(!journal.isUsed)

        try journal.append([(place, [content])])
        try journal.checkpoint()
        #expect(journal.isUsed, "what has no name yet is only here")
        journal.wasNamed()
        try journal.checkpoint()
        #expect(!journal.isUsed)

        for _ in 0..<5 {
            try journal.append([(place, [content])])
            journal.wasNamed()
        }
        #expect(journal.wantsCheckpoint)
        try journal.checkpoint()
        #expect(!journal.wantsCheckpoint && !journal.isUsed)
        #expect(try journals().count == 2, "two halves, used again and again")
    }

    @Test func aCommitThatFailedKeepsTheJournalFromNothing() async throws {
        let store = try folder.store()
        // Where its directories should be lies a file.
        let hash = BlockDigest.hash(of: [ByteBuffer(string: "alpha")])
        let inTheWay = "\(folder.path)/blocks/\(hash.hex.prefix(2))"
        #expect(FileManager.default.createFile(atPath: inTheWay, contents: nil))
        await #expect(throws: BlockError.self) { try await BlockFolder.put(["alpha"], in: store) }
        #expect(store.journal.isUsed)
        try store.journal.checkpoint()
        #expect(!store.journal.isUsed)
        #expect(try FileCalls.names(in: store.staging).isEmpty)

        try FileManager.default.removeItem(atPath: inTheWay)
        #expect(try await BlockFolder.put(["alpha"], in: store).hashes == [hash])
    }

    @Test func whatIsLongGoesIntoItsFileAtOnce() async throws {
        let store = try DirectoryBlockStore(path: folder.path, blockSize: 1 << 20, pool: .singleton)
        let batch = store.batch()
        let content = ByteBuffer(bytes: (0...FileJournal.contentLimit).map { UInt8(truncatingIfNeeded: $0 | 1) })
        let hash = try await batch.add([content])
        try await batch.settle()
        #expect(!store.journal.isUsed)
        #expect(try FileStamp(path: folder.path(.block, hash))?.size == content.readableBytes)
    }
}
