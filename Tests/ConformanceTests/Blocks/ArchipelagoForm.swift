import Foundation
import NIOCore
import Testing

@testable import PithosBackend
@testable import RadosAccess

/// Puts what a store holds into the form in which Archipelago keeps it. Source: object-storage.md 5.3.
struct ArchipelagoForm {
    let store: any BlockStore

    /// A map of the second version under a name of its own, in place of the one under its root.
    func rewrite(_ root: BlockHash, as name: String, size: Int64, zeros: Set<Int> = []) async throws {
        let hashes = try await store.map(root)
        var header = ByteBuffer()
        header.writeMultipleIntegers(
            UInt32(0x414d_462e), UInt32(2), UInt64(size), UInt32(store.blockSize), UInt32(1), UInt64(0))
        try await put(header, as: name)
        let entriesAPart = store.blockSize / 128
        for (part, first) in stride(from: 0, to: hashes.count, by: entriesAPart).enumerated() {
            var entries = ByteBuffer()
            for index in first..<min(first + entriesAPart, hashes.count) {
                let isZeros = zeros.contains(index)
                entries.writeInteger(UInt8(isZeros ? 4 : 0))
                entries.writeInteger(UInt32(isZeros ? 0 : 64), endianness: .little)
                entries.writeString(isZeros ? "" : hashes[index].hex)
                entries.writeRepeatingByte(0, count: 128 - 5 - (isZeros ? 0 : 64))
            }
            let number = String(part, radix: 16)
            try await put(entries, as: name + "_" + String(repeating: "0", count: 16 - number.count) + number)
        }
        try await store.remove(.map, [root])
    }

    /// Moves a file of a directory to where only Archipelago looks. In Ceph nothing lies elsewhere.
    func misplace(_ kind: StoredKind, _ hash: BlockHash) async throws {
        guard let directory = store as? DirectoryBlockStore else { return }
        await directory.drain()
        let place = directory.tree.place(kind, hash)
        try move(place.path, to: place.archipelagos.path)
    }

    /// Puts something else into the place of a file of a directory, or into that where Archipelago looks.
    func write(_ text: String, at kind: StoredKind, _ hash: BlockHash, isArchipelagos: Bool = false) throws {
        var place = try #require(store as? DirectoryBlockStore).tree.place(kind, hash)
        place.isArchipelagos = isArchipelagos
        for directory in place.directories { _ = try FileCalls.makeDirectory(directory) }
        try text.write(toFile: place.path, atomically: true, encoding: .utf8)
    }

    private func move(_ from: String, to path: String) throws {
        try FileManager.default.createDirectory(
            atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: from, toPath: path)
    }

    private func put(_ content: ByteBuffer, as name: String) async throws {
        switch store {
        case let directory as DirectoryBlockStore:
            let path = HashedPlace.archipelagosPath(of: name, in: directory.tree.maps)
            try FileManager.default.createDirectory(
                atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
            try Data(content.readableBytesView).write(to: URL(fileURLWithPath: path))
        case let rados as RadosBlockStore:
            let room = await rados.limit.take(RadosBlockStore.bytesAnOperation)
            let maps = try await rados.objects(.map)
            let code = await maps.write(.empty, [content], name: name, room: room).result
            try #require(code >= 0)
        default:
            Issue.record("nobody knows how Archipelago would keep that")
        }
    }
}
