import Foundation
import NIOCore
import NIOPosix
import Synchronization
import Testing

@testable import PithosBackend

struct JournalHalvesTests {
    private let folder = BlockFolder()
    private let unnamed = UnnamedFiles()
    private let rewritten = Rewritten()

    /// What was written anew, and whether the disk fails.
    private final class Rewritten: Sendable {
        let hashes = Mutex<[BlockHash]>([])
        let fails = Mutex(false)
        let refused = Mutex<BlockHash?>(nil)
    }

    private func halves(size: Int = 300) throws -> JournalHalves {
        let tree = StoreTree(path: folder.path)
        try tree.make()
        return JournalHalves(
            tree: tree, size: size, unnamed: unnamed,
            rewrite: { [rewritten] record in
                if rewritten.refused.withLock({ $0 }) == record.hash {
                    throw BlockError.system(operation: "rename", path: "", code: ENOTDIR)
                }
                rewritten.hashes.withLock { $0.append(record.hash) }
            },
            syncing: { [rewritten] _ in
                if rewritten.fails.withLock({ $0 }) {
                    throw BlockError.system(operation: "syncfs", path: "", code: EIO)
                }
            })
    }

    private func file(_ name: Character) -> ShortFile {
        let content = ByteBuffer(string: String(repeating: name, count: 80))
        let hash = BlockDigest.hash(of: [content])
        return ShortFile(
            place: HashedPlace(tree: folder.path + "/blocks", kind: .block, hash: hash), content: [content])
    }

    private func nameAll() { for entry in unnamed.takeFresh() { unnamed.named(entry) } }

    @Test func whatHasNoNameIsOnlyHere() throws {
        let halves = try halves()
        #expect(!halves.isUsed)
        #expect(try halves.append([file("a")]))
        try halves.checkpoint()
        #expect(halves.isUsed)
        nameAll()
        try halves.checkpoint()
        #expect(!halves.isUsed)
    }

    @Test func twoFilesAreUsedAgainAndAgain() throws {
        let halves = try halves()
        for round in 0..<3 {
            for name in "abcd" { #expect(try halves.append([file(name)]), "round \(round)") }
            #expect(halves.full != nil)
            // Each half takes two.
            #expect(try !halves.append([file("e")]))
            nameAll()
            try halves.checkpoint()
            #expect(halves.full == nil && !halves.isUsed)
        }
        #expect(try FileCalls.names(in: folder.path + "/.journal").count == 2)
    }

    @Test func oneHalfIsEmptiedWhileTheOtherWaitsForNames() throws {
        let halves = try halves()
        for name in "ab" { #expect(try halves.append([file(name)])) }
        nameAll()
        #expect(try halves.append([file("c")]))
        try halves.checkpoint()
        #expect(halves.full == nil && halves.isUsed)
        #expect(unnamed.content(of: file("c").place) == file("c").content[0])
        #expect(unnamed.content(of: file("a").place) == nil)
    }

    /// The system tells once that it could not write, and has then forgotten what.
    @Test func afterTheDiskFailedEverythingIsWrittenAnew() throws {
        let halves = try halves()
        for name in "abc" { #expect(try halves.append([file(name)])) }
        nameAll()
        rewritten.fails.withLock { $0 = true }
        #expect(throws: BlockError.self) { try halves.checkpoint() }
        #expect(throws: BlockError.self) { try halves.checkpoint() }
        #expect(halves.isUsed)
        rewritten.fails.withLock { $0 = false }
        rewritten.hashes.withLock { $0 = [] }
        try halves.checkpoint()
        #expect(!halves.isUsed)
        #expect(Set(rewritten.hashes.withLock { $0 }) == Set("abc".map { file($0).place.hash }))
        #expect(try halves.append([file("d")]))
        nameAll()
        rewritten.hashes.withLock { $0 = [] }
        try halves.checkpoint()
        #expect(rewritten.hashes.withLock { $0 } == [])
    }

    @Test func whatMustFitDoes() throws {
        let halves = try halves()
        for name in "abcd" { #expect(try halves.append([file(name)])) }
        #expect(try halves.append([file("e")], mustFit: true))
        #expect(unnamed.content(of: file("e").place) != nil)
    }

    /// One refusal must not leave behind what refuses all that come later.
    @Test func itBeginsOnceItsDirectoryIsThereAgain() throws {
        let halves = try halves()
        let directory = folder.path + "/.journal"
        try FileManager.default.removeItem(atPath: directory)
        #expect(throws: BlockError.self) { try halves.append([file("a")]) }
        #expect(try FileCalls.names(in: folder.path + "/.staging").isEmpty)
        _ = try FileCalls.makeDirectory(directory)
        #expect(try halves.append([file("a")]))
    }

    /// What cannot be written anew waits for its name, in a half that stays.
    @Test func whatHasNoNameKeepsNoOtherFromBeingWrittenAnew() throws {
        let halves = try halves()
        for name in "abc" { #expect(try halves.append([file(name)])) }
        let entries = unnamed.takeFresh()
        for entry in entries.dropFirst() { unnamed.named(entry) }
        // Carried over.
        #expect(try halves.append([file("a")], mustFit: true))
        unnamed.named(entries[0])
        rewritten.fails.withLock { $0 = true }
        #expect(throws: BlockError.self) { try halves.checkpoint() }
        rewritten.fails.withLock { $0 = false }
        rewritten.refused.withLock { $0 = file("a").place.hash }
        try halves.checkpoint()
        #expect(Set(rewritten.hashes.withLock { $0 }) == Set("bc".map { file($0).place.hash }))
        #expect(halves.full == nil && halves.isUsed)
        // Nobody knows yet what lies in its place.
        rewritten.refused.withLock { $0 = nil }
        nameAll()
        try halves.checkpoint()
        #expect(rewritten.hashes.withLock { $0.contains(file("a").place.hash) })
        #expect(!halves.isUsed)
    }

    /// Uploads that never end must not have the disk synced again and again for nothing.
    @Test func theOlderIsEmptiedThoughMoreComes() throws {
        let halves = try halves()
        #expect(try halves.append([file("a")]))
        nameAll()
        halves.turn()
        #expect(try halves.append([file("b")]))
        try halves.checkpoint()
        #expect(halves.full == nil && halves.isUsed)
        #expect(unnamed.content(of: file("b").place) != nil)
        // Nothing is free to turn to.
        for name in "cd" { #expect(try halves.append([file(name)])) }
        halves.turn()
        #expect(try halves.append([file("e")]))
    }
}
