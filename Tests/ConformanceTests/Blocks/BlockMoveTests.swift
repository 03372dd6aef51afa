import Foundation
import NIOCore
import PithosBackend
import Synchronization
import Testing
import Vocabulary

/// From a store of each kind to one of each.
struct BlockMoveTests {
    /// Old and new, and what they are called in the output.
    struct Way: CustomTestStringConvertible {
        var old: TestBlockStore
        var new: TestBlockStore

        var testDescription: String { "\(old) to \(new)" }

        static var available: [Way] {
            let all =
                [Way(old: .directory, new: .directory), Way(old: .directory, new: .rados)]
                + [Way(old: .rados, new: .directory)]
            return all.filter { [$0.old, $0.new].allSatisfy(TestBlockStore.available.contains) }
        }

        func with(_ body: (any BlockStore, any BlockStore) async throws -> Void) async throws {
            try await old.with { old in try await new.with { new in try await body(old, new) } }
        }
    }

    /// Blocks and maps as uploads leave them; the blocks.
    @discardableResult
    private func fill(_ store: any BlockStore, count: Int = 100) async throws -> [BlockHash] {
        let batch = store.batch()
        var hashes: [BlockHash] = []
        for number in 0..<count { hashes.append(try await batch.add([ByteBuffer(string: "block \(number)\u{0}")])) }
        for start in stride(from: 0, to: count, by: 10) {
            _ = try await batch.add(Hashmap(hashes: Array(hashes[start..<(start + 10)]), size: 10_240))
        }
        _ = try await batch.add([])
        _ = try await batch.add(Hashmap.empty)
        try await batch.settle()
        return hashes
    }

    @Test(arguments: Way.available)
    func everythingIsCopiedAsItIsAndNothingTwice(way: Way) async throws {
        try await way.with { old, new in
            try await fill(old)
            _ = try await new.put("block 0\u{0}")
            let move = BlockMove(from: old, to: new)

            let survey = try await move.run(.survey)
            #expect(survey.blocks.seen == 101)
            #expect(survey.blocks.absent == 100)
            #expect(survey.maps.seen == 11)
            #expect(survey.maps.absent == 11)
            #expect(try await new.names(.block).count == 1)

            let fractions = Seen()
            let copied = try await move.run(.copy) { fraction, _ in fractions.add(fraction) }
            #expect(copied.blocks.done == 100)
            #expect(copied.maps.done == 11)
            #expect(fractions.all == fractions.all.sorted())
            #expect(fractions.all.last == 1)
            for kind in StoredKind.allCases {
                let names = try await old.names(kind).sorted { $0.hex < $1.hex }
                #expect(try await new.names(kind).sorted { $0.hex < $1.hex } == names)
                let sizes = try await old.status(of: kind, names).map { $0?.size }
                #expect(try await new.status(of: kind, names).map { $0?.size } == sizes)
            }
            for root in try await old.names(.map) { #expect(try await new.map(root) == (try await old.map(root))) }

            let again = try await move.run(.copy)
            #expect(again.blocks.done == 0 && again.maps.done == 0)
            #expect(again.blocks.seen == 101)
            #expect(try await move.run(.survey).blocks.absent == 0)
        }
    }

    @Test(arguments: Way.available)
    func onlyWhatWasReadBackFromTheNewStoreAndIsOldEnoughIsRemoved(way: Way) async throws {
        try await way.with { old, new in
            let hashes = try await fill(old)
            _ = try await BlockMove(from: old, to: new).run(.copy)
            let late = try await old.put("came later")

            let early = try await BlockMove(from: old, to: new).run(.remove)
            #expect(early.blocks.done == 0 && early.maps.done == 0)
            #expect(early.blocks.fresh == 101)
            #expect(early.blocks.absent == 1)
            #expect(try await old.names(.block).count == 102)

            // A day and a bit later.
            let move = BlockMove(from: old, to: new, now: { Timestamp.now() + .seconds(90_000) })
            let removed = try await move.run(.remove)
            #expect(removed.blocks.done == 101)
            #expect(removed.maps.done == 11)
            #expect(removed.blocks.damaged == [])
            #expect(try await old.names(.block) == [late])
            #expect(try await old.names(.map) == [])
            #expect(try await new.missing(of: hashes) == [])
            #expect(try await move.run(.remove).blocks.absent == 1)
        }
    }

    @Test func whatIsDamagedIsReportedAndNotCopied() async throws {
        try await withDirectories { old, oldPath, new, _ in
            let hashes = try await fill(old)
            let map = try #require(try await old.names(.map).first { $0 != .empty })
            try overwrite(hashes[3], in: oldPath + "/blocks", with: "block X\u{0}")
            try overwrite(hashes[5], in: oldPath + "/blocks", with: String(repeating: "x", count: 1025))
            try overwrite(map, in: oldPath + "/maps", with: "no map")
            let report = try await BlockMove(from: old, to: new).run(.copy)
            #expect(Set(report.blocks.damaged) == [hashes[3], hashes[5]])
            #expect(report.maps.damaged == [map])
            #expect(report.blocks.done == 99)
            #expect(Set(try await new.missing(of: hashes)) == [hashes[3], hashes[5]])
        }
    }

    @Test func whatWasDamagedOnTheWayKeepsWhatItWasMadeFrom() async throws {
        try await withDirectories { old, _, new, newPath in
            let hashes = try await fill(old)
            _ = try await BlockMove(from: old, to: new).run(.copy)
            try overwrite(hashes[3], in: newPath + "/blocks", with: "block X\u{0}")
            let move = BlockMove(from: old, to: new, now: { Timestamp.now() + .seconds(90_000) })
            let report = try await move.run(.remove)
            #expect(report.blocks.damaged == [hashes[3]])
            #expect(try await old.names(.block) == [hashes[3]])
        }
    }

    /// Broken off in the middle, as by Ctrl-C or a crash.
    @Test(arguments: Way.available)
    func aMoveThatWasBrokenOffGoesOnWhereItIsStartedAgain(way: Way) async throws {
        try await way.with { old, new in
            let hashes = try await fill(old)
            let move = BlockMove(from: old, to: new)
            await #expect(throws: CancellationError.self) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    group.addTask {
                        _ = try await move.run(.copy) { fraction, _ in
                            if fraction > 0.4 { withUnsafeCurrentTask { $0?.cancel() } }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            let left = try await move.run(.survey).blocks.absent
            #expect(left > 0 && left < 101)
            #expect(try await move.run(.copy).blocks.done == left)
            #expect(try await new.missing(of: hashes) == [])
        }
    }

    private func withDirectories(
        _ body: (any BlockStore, String, any BlockStore, String) async throws -> Void
    ) async throws {
        try await TestBlockStore.withDirectory { old, oldPath in
            try await TestBlockStore.withDirectory { new, newPath in try await body(old, oldPath, new, newPath) }
        }
    }

    private func overwrite(_ hash: BlockHash, in tree: String, with text: String) throws {
        let digits = Array(hash.hex)
        let place = [digits[0...1], digits[2...3], digits[4...5]].map { String($0) }.joined(separator: "/")
        try text.write(toFile: "\(tree)/\(place)/\(hash.hex)", atomically: true, encoding: .utf8)
    }
}

/// Numbers in the order they were told.
private final class Seen: Sendable {
    private let numbers = Mutex<[Double]>([])
    var all: [Double] { numbers.withLock { $0 } }
    func add(_ number: Double) { numbers.withLock { $0.append(number) } }
}
