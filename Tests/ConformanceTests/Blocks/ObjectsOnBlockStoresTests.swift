import Foundation
import HTTPTypes
import NIOCore
import PithosBackend
import TestHTTP
import Testing

/// Objects through the API, on every kind of block store.
struct ObjectsOnBlockStoresTests {
    private static let blockSize = 4096
    /// A little more than ten blocks that differ everywhere.
    private static let content = (0..<8_300).map { String(format: "%05d", $0) }.joined()

    private func part(_ range: Range<Int>) -> String {
        String(decoding: Array(Self.content.utf8)[range], as: UTF8.self)
    }

    @Test(arguments: TestBlockStore.available)
    func contentComesBackWholeAndInParts(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            #expect(try await cloud.put("c/o", Self.content).status == 201)
            let whole = try await cloud.send("GET", "c/o")
            #expect(whole.text == Self.content)
            #expect(whole.headers[.contentLength] == "41500")
            let range = try await cloud.send("GET", "c/o", ["Range": "bytes=4000-20000"])
            #expect(range.status == 206)
            #expect(range.text == part(4000..<20_001))
            let several = try await cloud.send("GET", "c/o", ["Range": "bytes=1-2,41490-41499"])
            #expect(several.text.contains("\r\n\r\n\(part(1..<3))\r\n"))
            #expect(several.text.contains("\r\n\r\n\(part(41_490..<41_500))\r\n"))
        }
    }

    @Test(arguments: TestBlockStore.available)
    func updatesAndCopiesMakeNewContent(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            try await cloud.put("c/o", Self.content)
            let update = ["Content-Type": "application/octet-stream", "Content-Range": "bytes 4090-4099/*"]
            #expect(try await cloud.send("POST", "c/o?update", update, body: "----------").status == 204)
            _ = try await cloud.send("PUT", "c/copy", ["X-Copy-From": "/c/o"])
            let expected = part(0..<4090) + "----------" + part(4100..<41_500)
            #expect(try await cloud.send("GET", "c/copy").text == expected)
        }
    }

    @Test(arguments: TestBlockStore.available)
    func knownBlocksAreNotSentAgain(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            try await cloud.put("c/o", Self.content)
            let hashmap = try await cloud.send("GET", "c/o?hashmap&format=json").text
            #expect(try await cloud.put("c/again?hashmap&format=json", hashmap).status == 201)
            #expect(try await cloud.send("GET", "c/again").text == Self.content)
            let hash = BlockDigest.hash(of: [ByteBuffer(string: "unknown")])
            let unknown = #"{"hashes": ["\#(hash.hex)"], "bytes": 7}"#
            let reply = try await cloud.put("c/unknown?hashmap&format=json", unknown)
            #expect(reply.status == 409)
            #expect(reply.text.contains(hash.hex))
        }
    }

    /// Never zeros, never a shorter answer.
    @Test(arguments: TestBlockStore.available)
    func aMissingBlockIsAnErrorBeforeTheFirstByte(kind: TestBlockStore) async throws {
        try await kind.with(blockSize: Self.blockSize) { store in
            let cloud = try await PithosCloud(blocks: store)
            _ = try await cloud.send("PUT", "c")
            try await cloud.put("c/o", Self.content)
            let third = BlockDigest.hash(of: [ByteBuffer(string: part(8192..<12_288))])
            try await store.remove(.block, [third])
            #expect(try await cloud.send("GET", "c/o").status == 500)
            #expect(try await cloud.send("GET", "c/o", ["Range": "bytes=0-8191"]).text == part(0..<8192))
        }
    }
}
