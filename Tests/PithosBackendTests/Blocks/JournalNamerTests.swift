import Foundation
import Logging
import NIOCore
import NIOPosix
import Testing
import Vocabulary

@testable import PithosBackend

/// A journal so small that it is full after a few files.
struct JournalNamerTests {
    private let folder = BlockFolder()

    private func journal(
        of store: DirectoryBlockStore? = nil,
        syncing: @escaping @Sendable (JournalFile) throws -> Void = { try $0.syncFileSystem() }
    ) throws -> FileJournal {
        let store = try store ?? folder.store()
        return FileJournal(
            tree: store.tree, shortFiles: store.shortFiles, logger: Logger(label: "test"), halfSize: 1000,
            syncing: syncing)
    }

    private func file(_ number: Int) -> ShortFile {
        let content = ByteBuffer(string: String(repeating: "\(number) ", count: 50))
        let hash = BlockDigest.hash(of: [content])
        return ShortFile(place: StoreTree(path: folder.path).place(.block, hash), content: [content])
    }

    @Test func uploadsGoOnForAnyTime() async throws {
        let journal = try journal()
        for number in 0..<200 { try await journal.append([file(number)]) }
        await journal.close()
        for number in 0..<200 { #expect(try FileStamp(path: file(number).place.path) != nil, "\(number)") }
        #expect(try FileCalls.names(in: folder.path + "/.journal").isEmpty)
        await #expect(throws: BlockError.self) { try await journal.append([file(1)]) }
    }

    /// One directory that is none must not fill the journal for all others.
    @Test func whatCannotBeNamedIsCarriedOver() async throws {
        let journal = try journal()
        let obstacle = file(0).place.directories[0]
        #expect(FileManager.default.createFile(atPath: obstacle, contents: nil))
        for number in 0..<100 { try await journal.append([file(number)]) }
        #expect(journal.content(of: file(0).place) == file(0).content[0])
        try FileManager.default.removeItem(atPath: obstacle)
        await journal.close()
        for number in 0..<100 { #expect(try FileStamp(path: file(number).place.path) != nil, "\(number)") }
        #expect(try FileCalls.names(in: folder.path + "/.journal").isEmpty)
    }

    @Test func whenTheDiskFailsUploadsHearOfItAndNothingIsForgotten() async throws {
        let journal = try journal { _ in throw BlockError.system(operation: "syncfs", path: "", code: EIO) }
        var answered: [Int] = []
        let error = await #expect(throws: BlockError.self) {
            for number in 0..<100 {
                try await journal.append([file(number)])
                answered.append(number)
            }
        }
        #expect(error?.fault?.kind == .serviceUnavailable)
        await journal.close()
        for number in answered { try FileManager.default.removeItem(atPath: file(number).place.path) }
        let store = try folder.storeAfterLossOfPower()
        #expect(!answered.isEmpty)
        #expect(try await store.missing(of: answered.map { file($0).place.hash }) == [])
    }

    /// What the system has in memory may be gone, and come back from the disk as something else.
    @Test func afterTheDiskFailedNothingIsKnownToBeGood() async throws {
        let store = try folder.store()
        let journal = try journal(of: store) { _ in throw BlockError.system(operation: "syncfs", path: "", code: EIO) }
        try await journal.append([file(0)])
        await journal.drain()
        let stored = try #require(try StoredFile(file(0).place))
        #expect(store.verifier.isKnownGood(stored))
        await journal.close()
        #expect(!store.verifier.isKnownGood(stored))
    }

    /// What lies in the place and cannot be read is as good as missing.
    @Test func whatCannotBeReadGivesWay() async throws {
        let journal = try journal()
        let place = file(0).place
        for directory in place.directories { _ = try FileCalls.makeDirectory(directory) }
        try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: folder.path)
        try await journal.append([file(0)])
        await journal.drain()
        #expect(journal.content(of: place) == nil)
        #expect(try StoredFile(place)?.contentHash() == place.hash)
        #expect(try FileCalls.names(in: folder.path + "/.staging").isEmpty)
        await journal.close()
    }

    @Test func aFileThatCannotGetItsPlaceLeavesNothingBehind() async throws {
        let journal = try journal()
        let place = file(0).place
        try FileManager.default.createDirectory(atPath: place.path, withIntermediateDirectories: true)
        try await journal.append([file(0)])
        await journal.drain()
        #expect(journal.content(of: place) != nil)
        #expect(try FileCalls.names(in: folder.path + "/.staging").isEmpty)
        await journal.close()
    }
}
