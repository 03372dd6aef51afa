import Foundation
import Glibc
import NIOCore
import NIOPosix
import Testing

@testable import PithosBackend

/// Short files are answered once they are in the journal. A test stands in for the loss of power: it takes from the tree
/// what the disk may not have had yet.
struct FileJournalTests {
    private let folder = BlockFolder()

    private func journals() throws -> [String] { try FileCalls.names(in: folder.path + "/.journal").sorted() }

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

    /// Files where the first directory of each should be: nothing can get its name.
    private func blockNames(of contents: [String]) throws {
        for content in contents { #expect(mkfifo(obstacle(content), 0o600) == 0) }
    }

    private func unblockNames(of contents: [String]) {
        for content in contents { unlink(obstacle(content)) }
    }

    private func hash(_ content: String) -> BlockHash { BlockDigest.hash(of: [ByteBuffer(string: content)]) }

    private func obstacle(_ content: String) -> String { "\(folder.path)/blocks/\(hash(content).hex.prefix(2))" }

    @Test(arguments: Loss.allCases)
    private func whatWasAnsweredIsThereAfterALossOfPower(loss: Loss) async throws {
        var (alpha, beta) = ("", "")
        var (hashes, root) = ([BlockHash](), BlockHash.empty)
        // On a busy machine the journal may have done its work, and be empty, before it is stopped.
        for attempt in 0..<10 where try journals().isEmpty {
            (alpha, beta) = ("alpha\(attempt)", "beta\(attempt)\0\0")
            let first = try folder.store()
            (hashes, root) = try await BlockFolder.put([alpha, beta], in: first)
            _ = try await BlockFolder.put(["gamma\(attempt)"], in: first)
            await first.journal.stop()
        }
        for hash in hashes { try lose(loss, .block, hash) }
        try lose(loss, .map, root)

        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.map(root) == hashes)
        #expect(try await BlockFolder.read(hashes[0], length: alpha.utf8.count, in: store) == alpha)
        #expect(FileManager.default.contents(atPath: folder.path(.block, hashes[1])) == Data(beta.utf8))
        #expect(folder.quarantined.isEmpty)
        #expect(try journals().isEmpty)
    }

    /// The map of the object of no bytes holds one hash; cut to nothing it would be the root of none, which is the same.
    @Test func aMapThatWasCutToNothingIsWrittenAnew() async throws {
        let first = try folder.store()
        let (_, root) = try await BlockFolder.put([""], in: first)
        await first.journal.stop()
        try folder.truncate(.map, root, to: 0)
        _ = try folder.storeAfterLossOfPower()
        #expect(try FileStamp(path: folder.path(.map, root))?.size == BlockHash.byteCount)
    }

    @Test func whatHasNoNameYetIsReadHereAndByOtherProcesses() async throws {
        let contents = ["alpha", "beta"]
        let store = try folder.store()
        try blockNames(of: contents)
        let (hashes, root) = try await BlockFolder.put(contents, in: store)
        #expect(try FileStamp(path: folder.path(.map, root)) != nil)
        let other = try folder.storeAfterLossOfPower()
        for store in [store, other] {
            #expect(try await store.missing(of: hashes).isEmpty)
            #expect(try await store.map(root) == hashes)
            #expect(try await BlockFolder.read(hashes[0], length: 7, in: store) == "alpha\0\0")
            let pieces = try await store.locate([BlockSlice(hash: hashes[1], offset: 1, length: 5)])
            #expect(pieces.map(\.length) == [3, 2])
            #expect(try await store.inspect(.block, hashes[0], setsAside: true, on: .singleton) == .good(bytes: 5))
            let absent = hash("absent")
            #expect(try await store.missing(of: [absent]) == [absent])
        }
        #expect(try await store.batch().claim(hashes).isEmpty)
        #expect(try await store.status(of: .block, hashes).compactMap { $0?.size } == [5, 4])

        unblockNames(of: contents)
        await store.close()
        for (hash, content) in zip(hashes, contents) {
            #expect(FileManager.default.contents(atPath: folder.path(.block, hash)) == Data(content.utf8))
        }
        #expect(try journals().isEmpty)
        #expect(try FileCalls.names(in: store.tree.staging).isEmpty)
    }

    @Test func whatHasNoNameWhenTheProcessDiesGetsItFromTheNext() async throws {
        let store = try folder.store()
        try blockNames(of: ["alpha"])
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        await store.journal.stop()
        #expect(try journals().count == 1)
        // It cannot yet: the service starts all the same, and finds it in the journal.
        let second = try folder.storeAfterLossOfPower()
        #expect(try await BlockFolder.read(hash, length: 5, in: second) == "alpha")
        #expect(try journals().count == 1)

        unblockNames(of: ["alpha"])
        let third = try folder.storeAfterLossOfPower()
        #expect(try journals().isEmpty)
        #expect(try await BlockFolder.read(hash, length: 5, in: third) == "alpha")
    }

    @Test func theJournalOfALivingProcessIsItsOwn() async throws {
        let first = try folder.store()
        let (hashes, _) = try await BlockFolder.put(["alpha"], in: first)
        let before = try journals()
        #expect(before.count == 1)
        try FileManager.default.removeItem(atPath: folder.path(.block, hashes[0]))

        _ = try folder.storeAfterLossOfPower()
        #expect(try FileStamp(path: folder.path(.block, hashes[0])) == nil)
        #expect(try journals() == before)
        await first.close()
        #expect(try journals().isEmpty)
    }

    @Test func aRecordThatWasNotWrittenToItsEndIsNone() async throws {
        let first = try folder.store()
        var hashes: [BlockHash] = []
        for content in ["alpha", "beta"] { hashes += try await BlockFolder.put([content], in: first).hashes }
        await first.journal.stop()
        let name = try #require(try journals().first)
        let path = "\(folder.path)/.journal/\(name)"
        let journal = try #require(FileManager.default.contents(atPath: path))
        let cut = try #require(journal.range(of: Data("beta".utf8))).lowerBound + 2
        try #require(truncate(path, off_t(cut)) == 0)
        for hash in hashes { try FileManager.default.removeItem(atPath: folder.path(.block, hash)) }

        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.missing(of: hashes) == [hashes[1]])
    }

    @Test func whateverElseLiesThereStays() async throws {
        let first = try folder.store()
        let (hashes, _) = try await BlockFolder.put(["alpha"], in: first)
        await first.journal.stop()
        try FileManager.default.removeItem(atPath: folder.path(.block, hashes[0]))
        let strange = ["lost+found", "1-a.0", "README"]
        for name in strange {
            try FileManager.default.createDirectory(
                atPath: "\(folder.path)/.journal/\(name)", withIntermediateDirectories: true)
        }
        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.missing(of: hashes + [hash("absent")]) == [hash("absent")])
        #expect(try journals() == strange.sorted())
    }

    @Test func theServiceStartsOnceADirectoryIsAFile() async throws {
        let store = try folder.store()
        try blockNames(of: ["alpha"])
        defer { unblockNames(of: ["alpha"]) }
        _ = try await BlockFolder.put(["alpha"], in: store)
        // Others are not held up by the one that cannot be named.
        let hash = try await BlockFolder.put(["beta"], in: store).hashes[0]
        #expect(try FileStamp(path: folder.path(.block, hash))?.size == 4)
    }

    @Test func whatIsLongGoesIntoItsFileAtOnce() async throws {
        let store = try DirectoryBlockStore(path: folder.path, blockSize: 1 << 20, pool: .singleton)
        let batch = store.batch()
        let content = ByteBuffer(bytes: (0...FileJournal.contentLimit).map { UInt8(truncatingIfNeeded: $0 | 1) })
        let hash = try await batch.add([content])
        try await batch.settle()
        #expect(!store.journal.halves.isUsed)
        #expect(try FileStamp(path: folder.path(.block, hash))?.size == content.readableBytes)
    }

    @Test func whatLiesInAnothersJournalCanBeReferredTo() async throws {
        let store = try folder.store()
        try blockNames(of: ["alpha"])
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        let other = try folder.storeAfterLossOfPower()
        let batch = other.batch()
        #expect(try await batch.claim([hash, self.hash("absent")]) == [self.hash("absent")])
        try await batch.settle()
        // It is the other's too from now on.
        #expect(other.journal.content(of: other.blockPlace(hash)) != nil)
        unblockNames(of: ["alpha"])
        await other.close()
        #expect(try FileStamp(path: folder.path(.block, hash))?.size == 5)
    }

    /// Such as that of a command that somebody else ran, and that was killed.
    @Test func aJournalThatCannotBeReadKeepsNobodyFromUploading() async throws {
        let store = try folder.store()
        let (hashes, _) = try await BlockFolder.put(["alpha"], in: store)
        let path = "\(folder.path)/.journal/1-a.0"
        try FileManager.default.createSymbolicLink(atPath: path, withDestinationPath: path)
        let absent = hash("absent")
        #expect(try await store.missing(of: hashes + [absent]) == [absent])
        #expect(try await store.batch().claim(hashes + [absent]) == [absent])
        // It may be in there.
        let error = await #expect(throws: BlockError.self) { try await store.open(absent) }
        #expect(error?.isMissing == false)
    }

    /// What of a record a bit is flipped in, by where it is from the content's begin.
    enum Part: Int, CaseIterable {
        case mark = -48
        case kind = -44
        case run = -43
        case length = -40
        /// It is longer than all of the file then.
        case lengthTop = -36
        case runAgain = -35
        case hash = -32
        case content = 0
    }

    @Test(arguments: Part.allCases, ["alpha", "beta"])
    func aDamagedRecordTakesNoOtherWithItAndIsKept(part: Part, damaged: String) async throws {
        let first = try folder.store()
        let contents = ["alpha", "beta", "gamma"]
        var hashes: [BlockHash] = []
        for content in contents { hashes += try await BlockFolder.put([content], in: first).hashes }
        await first.journal.stop()
        let path = "\(folder.path)/.journal/\(try #require(try journals().first))"
        var journal = try #require(FileManager.default.contents(atPath: path))
        journal[try #require(journal.range(of: Data(damaged.utf8))).lowerBound + part.rawValue] ^= 1
        try journal.write(to: URL(fileURLWithPath: path))
        for hash in hashes { try FileManager.default.removeItem(atPath: folder.path(.block, hash)) }

        let store = try folder.storeAfterLossOfPower()
        #expect(try await store.missing(of: hashes) == zip(hashes, contents).filter { $1 == damaged }.map(\.0))
        #expect(try journals().isEmpty)
        let kept = try FileCalls.names(in: folder.path + "/.quarantine")
        #expect(kept.count == 1 && kept[0].hasPrefix("journal-"))
        #expect(FileManager.default.contents(atPath: "\(folder.path)/.quarantine/\(kept[0])") == journal)
    }

    /// Somebody uploads what looks like records; where the journal's first record is damaged it must not hide what follows.
    @Test func recordsThatAreContentHideNoOthers() async throws {
        let store = try folder.store()
        func file(_ content: ByteBuffer) -> ShortFile {
            ShortFile(place: store.blockPlace(BlockDigest.hash(of: [content])), content: [content])
        }
        var forged = ByteBuffer(string: "begin")
        for number in 0..<50 { _ = JournalRecord.append(file(ByteBuffer(string: "\(number)")), run: 5, to: &forged) }
        var bytes = ByteBuffer()
        _ = JournalRecord.append(file(forged), run: 7, to: &bytes)
        for text in ["alpha", "beta"] { _ = JournalRecord.append(file(ByteBuffer(string: text)), run: 7, to: &bytes) }
        #expect(JournalContents(bytes).records.count == 3)
        bytes.setInteger(UInt8(0), at: 0)
        let found = JournalContents(bytes)
        #expect(found.damageCount == 1)
        #expect(found.records.suffix(2).map(\.hash) == [hash("alpha"), hash("beta")])
    }

    @Test func whatAnEarlierRunLeftBehindIsNoRecord() async throws {
        let store = try folder.store()
        func content(_ text: String) -> ShortFile {
            ShortFile(place: store.blockPlace(hash(text)), content: [ByteBuffer(string: text)])
        }
        var bytes = ByteBuffer()
        for (text, run) in [("alpha", 7), ("beta", 7), ("old", 6)] as [(String, UInt32)] {
            _ = JournalRecord.append(content(text), run: run, to: &bytes)
        }
        var found = JournalContents(bytes)
        #expect(found.records.map(\.hash) == [hash("alpha"), hash("beta")] && found.damageCount == 0)
        bytes.setInteger(UInt64(0), at: 0)
        found = JournalContents(bytes)
        #expect(found.records.isEmpty && found.damageCount == 0)
    }

    /// Whoever sends it slowly must not keep all of the journal in memory.
    @Test func whatIsFoundInAnothersJournalIsAllThatIsKept() async throws {
        let store = try folder.store()
        try blockNames(of: ["alpha"])
        defer { unblockNames(of: ["alpha"]) }
        let hash = try await BlockFolder.put(["alpha"], in: store).hashes[0]
        let other = try folder.storeAfterLossOfPower()
        let place = other.blockPlace(hash)
        let found = try other.journal.contentsOfOthers([place, other.blockPlace(self.hash("absent"))])
        #expect(found.count == 1)
        #expect(try #require(found[place]).storageCapacity < 1024)
    }
}
