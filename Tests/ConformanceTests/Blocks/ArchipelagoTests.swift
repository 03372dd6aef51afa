import Foundation
import NIOCore
import SQLAccess
import TestHTTP
import Testing
import Vocabulary

@testable import PithosBackend

/// What Synnefo 0.16 to 0.21 stored through Archipelago is read, and taken over. Source: object-storage.md 5.3.
struct ArchipelagoTests {
    private static let blockSize = 1024
    /// Two parts of a map, with a block of zeros among them.
    private static let content =
        (0..<2_000).map { "\($0 + 10_000)" }.joined() + String(repeating: "\0", count: 2_048) + "end"

    private static var stores: [TestBlockStore] { TestBlockStore.available.filter(\.isSingle) }

    /// An object of that content, as the store names it.
    private func object(
        _ name: String, _ content: String, in cloud: PithosCloud
    ) async throws -> (root: BlockHash, blocks: [BlockHash]) {
        try await cloud.put("c/\(name)", content)
        let hashmap = try await cloud.send("GET", "c/\(name)?hashmap&format=json").json
        let blocks = (hashmap["hashes"]?.arrayValue ?? []).compactMap { $0.stringValue.flatMap { BlockHash(hex: $0) } }
        return (Hashmap(hashes: blocks, size: 0).root, blocks)
    }

    private func name(_ map: String, of root: BlockHash, in cloud: PithosCloud) async throws {
        try await cloud.database.write { tx in
            try tx.run("UPDATE versions SET mapfile = \(map) WHERE hash = \(root.hex)")
        }
    }

    private func namedMaps(_ cloud: PithosCloud) async throws -> Int64? {
        try await cloud.database.read { try $0.value("SELECT COUNT(*) FROM versions WHERE mapfile IS NOT NULL") }
    }

    @Test(arguments: stores)
    func mapsOfTheirOwnFormAreTakenOver(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            let (root, blocks) = try await object("o", Self.content, in: cloud)
            let zeros = Set(blocks.indices.filter { blocks[$0] == .empty })
            #expect(!zeros.isEmpty && blocks.count > 8)
            let form = ArchipelagoForm(store: store)
            try await form.rewrite(root, as: "snf_file_7", size: Int64(Self.content.utf8.count), zeros: zeros)
            for block in Set(blocks) where block != .empty { try await form.misplace(.block, block) }
            try await name("snf_file_7", of: root, in: cloud)
            #expect(try await cloud.send("GET", "c/o").status == 500)

            let adoption = cloud.services.archipelagoAdoption
            let planned = try await adoption.run(isDryRun: true)
            #expect(planned.maps == 1 && planned.failures.isEmpty)
            #expect(try await cloud.send("GET", "c/o").status == 500)
            let done = try await adoption.run(isDryRun: false)
            #expect(done.maps == 1 && done.files.count == planned.files.count && done.failures.isEmpty)
            #expect(try await cloud.send("GET", "c/o").text == Self.content)
            #expect(try await namedMaps(cloud) == 0)
            let again = try await adoption.run(isDryRun: false)
            #expect(again.maps == 0 && again.files.count == 0)
        }
    }

    /// Before anybody has taken them over, too.
    @Test func whatLiesWhereArchipelagoLooksIsRead() async throws {
        try await TestBlockStore.directory.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            let form = ArchipelagoForm(store: store)
            let (root, blocks) = try await object("o", Self.content, in: cloud)
            let (other, _) = try await object("other", String(repeating: "x", count: 5_000), in: cloud)
            for map in [root, other] { try await form.misplace(.map, map) }
            for block in Set(blocks) where block != .empty { try await form.misplace(.block, block) }
            #expect(try await cloud.send("GET", "c/o").text == Self.content)
            let report = try await cloud.services.archipelagoAdoption.run(isDryRun: false)
            #expect(report.files.count == Set(blocks).subtracting([.empty]).count + 2)
            #expect(try await store.status(of: .map, [root, other]).allSatisfy { $0 != nil })
            #expect(try await cloud.send("GET", "c/other").text == String(repeating: "x", count: 5_000))
        }
    }

    /// Its map goes along with content that is changed, moved and copied before it is taken over.
    @Test(arguments: stores)
    func whatWasChangedMeanwhileIsTakenOverToo(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c", ["X-Container-Policy-Versioning": "none"])
            let form = ArchipelagoForm(store: store)
            for (number, name) in ["changed", "moved", "copied"].enumerated() {
                let (root, _) = try await object(name, Self.content + name, in: cloud)
                try await form.rewrite(
                    root, as: "map_\(number)", size: Int64(Self.content.utf8.count + name.utf8.count))
                try await self.name("map_\(number)", of: root, in: cloud)
            }
            #expect(try await cloud.send("POST", "c/changed?update", ["X-Object-Meta-A": "1"]).status == 202)
            #expect(try await cloud.send("MOVE", "c/moved", ["Destination": "/c/moved.new"]).status == 201)
            #expect(try await cloud.send("COPY", "c/copied", ["Destination": "/c/copied.new"]).status == 201)
            #expect(try await cloud.send("DELETE", "c/copied").status == 204)
            let report = try await cloud.services.archipelagoAdoption.run(isDryRun: false)
            #expect(report.failures.isEmpty)
            for (path, name) in [("changed", "changed"), ("moved.new", "moved"), ("copied.new", "copied")] {
                #expect(try await cloud.send("GET", "c/\(path)").text == Self.content + name)
            }
        }
    }

    /// A map that cannot be read takes nothing of Archipelago's away.
    @Test func whatIsDamagedInItsPlaceIsReplaced() async throws {
        try await TestBlockStore.directory.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            let form = ArchipelagoForm(store: store)
            let (root, blocks) = try await object("o", Self.content, in: cloud)
            try await form.rewrite(root, as: "snf_file_1", size: Int64(Self.content.utf8.count))
            try await name("snf_file_1", of: root, in: cloud)
            try await form.misplace(.block, blocks[0])
            try form.write("", at: .map, root)
            try form.write("damaged", at: .block, blocks[0])
            let report = try await cloud.services.archipelagoAdoption.run(isDryRun: false)
            #expect(report.maps == 1 && report.files.count == 1 && report.failures.isEmpty)
            #expect(try await cloud.send("GET", "c/o").text == Self.content)
            #expect(try await cloud.services.archipelagoAdoption.run(isDryRun: true).files.count == 0)
        }
    }

    /// An object in a directory, whose first block lies where Archipelago puts it.
    private func withMisplacedBlock(
        _ body: (PithosCloud, ArchipelagoForm, BlockHash, _ path: String) async throws -> Void
    ) async throws {
        try await TestBlockStore.withDirectory(blockSize: Self.blockSize) { store, path in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            let (_, blocks) = try await object("o", Self.content, in: cloud)
            let form = ArchipelagoForm(store: store)
            try await form.misplace(.block, blocks[0])
            try await body(cloud, form, blocks[0], path)
        }
    }

    /// Where what lies in its place is damaged and cannot be set aside.
    @Test func theOnlyGoodCopyStaysWhereItIs() async throws {
        try await withMisplacedBlock { cloud, form, block, path in
            try form.write("damaged", at: .block, block)
            #expect(FileManager.default.createFile(atPath: path + "/.quarantine", contents: nil))
            let report = try await cloud.services.archipelagoAdoption.run(isDryRun: false)
            #expect(report.files.count == 0 && report.files.failures.count == 1)
            try FileManager.default.removeItem(atPath: path + "/.quarantine")
            #expect(try await cloud.services.archipelagoAdoption.run(isDryRun: false).files.count == 1)
            #expect(try await cloud.send("GET", "c/o").text == Self.content)
        }
    }

    /// Once, however often it is asked for.
    @Test func whatIsDamagedWhereArchipelagoPutItIsSetAside() async throws {
        try await withMisplacedBlock { cloud, form, block, path in
            try form.write("damaged", at: .block, block, isArchipelagos: true)
            for _ in 0..<5 { #expect(try await cloud.send("GET", "c/o").status == 500) }
            #expect(try FileManager.default.contentsOfDirectory(atPath: path + "/.quarantine").count == 1)
        }
    }

    /// Who goes over all names finds each once, whatever else lies in the directories.
    @Test func whatLiesElsewhereIsNotListed() async throws {
        try await TestBlockStore.directory.with(blockSize: Self.blockSize) { store in
            let batch = store.batch()
            var hashes: [BlockHash] = []
            for number in 0..<300 { hashes.append(try await batch.add([ByteBuffer(string: "block \(number)")])) }
            try await batch.settle()
            let form = ArchipelagoForm(store: store)
            for hash in hashes[..<100] { try await form.misplace(.block, hash) }
            var found: [BlockHash] = []
            var cursor: StoredCursor?
            repeat {
                let page = try await store.list(.block, after: cursor, limit: 7)
                found += page.hashes
                cursor = page.next
            } while cursor != nil && found.count < 1_000
            #expect(found.sorted() == hashes[100...].sorted())
        }
    }

    @Test(arguments: stores)
    func aMapThatNamesOtherContentIsNotTakenOver(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            let (root, _) = try await object("o", Self.content, in: cloud)
            let (lost, _) = try await object("lost", Self.content + "lost", in: cloud)
            let form = ArchipelagoForm(store: store)
            try await form.rewrite(root, as: "snf_file_1", size: Int64(Self.content.utf8.count), zeros: [0])
            try await store.remove(.map, [lost])
            try await name("snf_file_1", of: root, in: cloud)
            try await name("snf_file_2", of: lost, in: cloud)
            let report = try await cloud.services.archipelagoAdoption.run(isDryRun: false)
            #expect(report.maps == 0)
            #expect(Set(report.failures.map(\.map)) == ["snf_file_1", "snf_file_2"])
            #expect(try await cloud.send("GET", "c/o").status == 500)
            #expect(try await namedMaps(cloud) == 2)
        }
    }

    @Test func aHeaderThatMakesNoSenseIsRefused() throws {
        func header(_ signature: UInt32, _ version: UInt32, _ size: UInt64, _ blockSize: UInt32) -> ByteBuffer {
            var buffer = ByteBuffer()
            buffer.writeMultipleIntegers(signature, version, size, blockSize)
            return buffer
        }
        let right: UInt32 = 0x414d_462e
        for wrong in [
            ByteBuffer(), ByteBuffer(string: "AMF."), header(1, 2, 5, 1024), header(right, 1, 5, 1024),
            header(right, 2, .max, 1024), header(right, 2, 5, 0), header(right, 2, 5, 1000),
        ] {
            #expect(throws: ArchipelagoMap.Unreadable.self) { try ArchipelagoMap(name: "m", header: wrong) }
        }
        let map = try ArchipelagoMap(name: "m", header: header(right, 2, 17 * 1024 + 1, 1024))
        #expect(map.parts.map(\.name) == ["m_0000000000000000", "m_0000000000000001", "m_0000000000000002"])
        #expect(map.parts.map(\.entries) == [8, 8, 2])
        #expect(throws: ArchipelagoMap.Unreadable.self) {
            try ArchipelagoMap.hashes(of: ByteBuffer(repeating: 0, count: 127), entries: 1)
        }
        #expect(throws: ArchipelagoMap.Unreadable.self) {
            try ArchipelagoMap.hashes(of: ByteBuffer(repeating: 0x0a, count: 128), entries: 1)
        }
    }
}
