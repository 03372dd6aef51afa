import Foundation
import NIOCore
import NIOPosix
import Testing
import Vocabulary

@testable import PithosBackend

struct DirectoryBlockStoreTests {
    private func withStore(_ body: (DirectoryBlockStore, String) async throws -> Void) async throws {
        let path = NSTemporaryDirectory() + "blocks-" + UUID().uuidString
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(try DirectoryBlockStore(path: path, blockSize: 1024, pool: .singleton), path)
    }

    private func files(_ path: String) throws -> [String] {
        let all = try #require(FileManager.default.enumerator(atPath: path)).compactMap { $0 as? String }
        return all.filter { ($0 as NSString).lastPathComponent.count == 64 }.sorted()
    }

    @Test func filesLieWhereTheOriginalPutsThem() async throws {
        try await withStore { store, path in
            let batch = store.batch()
            let hash = try await batch.add([ByteBuffer(string: "alpha\u{0}\u{0}")])
            let root = try await batch.add(Hashmap(hashes: [hash, hash], size: 2048))
            try await batch.settle()
            await store.drain()
            let name = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"
            #expect(try files(path + "/blocks") == ["8e/d3/f6/\(name)"])
            // Unstripped, as it came.
            #expect(FileManager.default.contents(atPath: "\(path)/blocks/8e/d3/f6/\(name)") == Data("alpha\0\0".utf8))
            #expect(try files(path + "/maps").map { ($0 as NSString).lastPathComponent } == [root.hex])
            #expect(try await store.map(root) == [hash, hash])
        }
    }

    /// `/dev/full` takes the place of a staged file on a full disk.
    @Test func aFullDiskIsAnOutageAndNoDefect() throws {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        let error = #expect(throws: BlockError.self) {
            try [UInt8](repeating: 1, count: 10).withUnsafeBytes {
                try FileCalls.write($0, to: descriptor, at: 0, path: "/dev/full")
            }
        }
        #expect(error?.fault?.kind == .serviceUnavailable)
        #expect(BlockError.system(operation: "read", path: "x", code: EACCES).fault == nil)
    }

    @Test func nothingHasANameBeforeItIsSettled() async throws {
        try await withStore { store, path in
            let batch = store.batch()
            let hash = try await batch.add([ByteBuffer(string: "alpha")])
            #expect(try await store.missing(of: [hash]) == [hash])
            #expect(try files(path + "/blocks") == [])
            await batch.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging") == [])
            try await batch.settle()
            await store.drain()
            #expect(try files(path + "/blocks") == [])
        }
    }

    @Test(arguments: [
        ["alpha"], ["al", "pha"], ["alpha\u{0}", "\u{0}\u{0}"], ["\u{0}\u{0}", "a\u{0}", "\u{0}b"], ["\u{0}", "\u{0}"],
        [],
    ])
    func aBlockThatComesInPiecesIsTheSameBlock(pieces: [String]) async throws {
        try await withStore { store, path in
            let whole = pieces.joined()
            let batch = store.batch()
            let writer = batch.writer()
            for piece in pieces { try writer.write([ByteBuffer(string: piece)]) }
            let hash = try writer.finish()
            #expect(hash == BlockDigest.hash(of: [ByteBuffer(string: whole)]))
            try await batch.settle()
            await store.drain()
            let block = try await store.open(hash)
            var content = [UInt8](repeating: 1, count: whole.utf8.count)
            try content.withUnsafeMutableBytes { try block.read(at: 0, into: $0) }
            #expect(content == Array(whole.utf8))
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging") == [])
        }
    }

    @Test func aBlockInPiecesThatIsKnownIsThrownAwayAndSoIsAnUnfinishedOne() async throws {
        try await withStore { store, path in
            let first = store.batch()
            _ = try await first.add([ByteBuffer(string: "alpha")])
            try await first.settle()
            await store.drain()
            let second = store.batch()
            let known = second.writer()
            for piece in ["al", "pha"] { try known.write([ByteBuffer(string: piece)]) }
            _ = try known.finish()
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging") == [])
            let unfinished = second.writer()
            for piece in ["bra", "vo"] { try unfinished.write([ByteBuffer(string: piece)]) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging").count == 1)
            await second.abandon()
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging") == [])
            #expect(try files(path + "/blocks").count == 1)
        }
    }

    @Test func aLongBatchIsNamedAsItGrows() async throws {
        try await withStore { store, path in
            let batch = store.batch()
            for number in 0..<40 { _ = try await batch.add([ByteBuffer(string: "block \(number)")]) }
            // The last of them may be on their way to the journal yet.
            for _ in 0..<500 where try files(path + "/blocks").count < 32 {
                try await Task.sleep(for: .milliseconds(10))
            }
            #expect(try files(path + "/blocks").count >= 32)
            try await batch.settle()
            await store.drain()
            #expect(try files(path + "/blocks").count == 40)
        }
    }

    @Test func manyPutTheSameBlocksAtOnce() async throws {
        try await withStore { store, path in
            let contents = (0..<20).map { "block \($0)" }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        let batch = store.batch()
                        for content in contents { _ = try await batch.add([ByteBuffer(string: content)]) }
                        try await batch.settle()
                        await store.drain()
                        let hashes = contents.map { BlockDigest.hash(of: [ByteBuffer(string: $0)]) }
                        #expect(try await store.missing(of: hashes) == [])
                    }
                }
                try await group.waitForAll()
            }
            await store.drain()
            #expect(try files(path + "/blocks").count == 20)
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.staging") == [])
        }
    }

    @Test func whatIsMissingIsSaidOnceAndInOrder() async throws {
        try await withStore { store, _ in
            let batch = store.batch()
            let there = try await batch.add([ByteBuffer(string: "there")])
            try await batch.settle()
            let a = BlockDigest.hash(of: [ByteBuffer(string: "a")])
            let b = BlockDigest.hash(of: [ByteBuffer(string: "b")])
            #expect(try await store.missing(of: [b, there, a, .empty, b, a]) == [b, a])
        }
    }

    @Test func aShortBlockEndsInZerosAndAMissingOneIsAnError() async throws {
        try await withStore { store, path in
            let batch = store.batch()
            let hash = try await batch.add([ByteBuffer(string: "alpha")])
            try await batch.settle()
            let block = try await store.open(hash)
            #expect(block.pieces(offset: 3, length: 10).map(\.length) == [2, 8])
            #expect(try await store.open(.empty).pieces(offset: 0, length: 7).map(\.length) == [7])
            let read = try [UInt8](unsafeUninitializedCapacity: 8) { buffer, count in
                try block.read(at: 3, into: UnsafeMutableRawBufferPointer(buffer))
                count = 8
            }
            #expect(read == Array("ha\0\0\0\0\0\0".utf8))
            let absent = BlockDigest.hash(of: [ByteBuffer(string: "absent")])
            await #expect(throws: BlockError.missingBlock(absent)) { try await store.open(absent) }
            await #expect(throws: BlockError.missingMap(absent)) { try await store.map(absent) }
        }
    }

    @Test(arguments: [1, 3, 7, 100])
    func listsGoThroughAllNamesWhateverElseLiesThere(limit: Int) async throws {
        try await withStore { store, path in
            let batch = store.batch()
            var put: Set<BlockHash> = []
            for number in 0..<20 { put.insert(try await batch.add([ByteBuffer(string: "block \(number)")])) }
            let root = try await batch.add(Hashmap(hashes: Array(put), size: 20 * 1024))
            try await batch.settle()
            for stray in ["blocks/README", "blocks/8e/zz", "blocks/8e/\(root.hex)"] {
                let parent = ("\(path)/\(stray)" as NSString).deletingLastPathComponent
                try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
                #expect(FileManager.default.createFile(atPath: "\(path)/\(stray)", contents: Data()))
            }
            var listed: [BlockHash] = []
            var page = try await store.list(.block, after: nil, limit: limit)
            listed += page.hashes
            var fraction = page.fraction
            while let next = page.next {
                page = try await store.list(.block, after: next, limit: limit)
                #expect(page.hashes.count <= limit)
                #expect(page.fraction >= fraction)
                fraction = page.fraction
                listed += page.hashes
            }
            #expect(fraction == 1)
            #expect(listed.count == 20)
            #expect(Set(listed) == put)
            #expect(try await store.list(.map, after: nil, limit: limit).hashes == [root])
        }
    }

    /// A store without files reads blocks whole.
    @Test func aBlockInMemoryReadsAsAFileDoes() throws {
        let block = OpenBlock(bytes: ByteBuffer(string: "alpha"))
        var target: [UInt8] = [9, 9, 9, 9]
        try target.withUnsafeMutableBytes { try block.read(at: 3, into: $0) }
        #expect(target == Array("ha\u{0}\u{0}".utf8))
        try target.withUnsafeMutableBytes { try block.read(at: 7, into: $0) }
        #expect(target == [0, 0, 0, 0])
    }
}
