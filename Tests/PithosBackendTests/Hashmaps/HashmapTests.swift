import NIOCore
import PithosBackend
import Testing

/// Vectors: object-storage.md appendix C.
struct HashmapTests {
    private func hash(_ text: String) -> BlockHash { BlockDigest.hash(of: [ByteBuffer(string: text)]) }

    @Test(arguments: [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("alpha", "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"),
        ("alpha\u{0}\u{0}\u{0}", "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"),
        ("bravo", "f144a6907dc4284d1f9fe6a7d9b9ff53c02c1d07ba68f24d413d7ff7f757a782"),
        ("charlie", "b9dd960c1753459a78115d3cb845a57d924b6877e805b08bd01086ccdf34433c"),
    ])
    func aBlockIsNamedByItsContentWithoutTrailingZeros(content: String, name: String) {
        #expect(hash(content).hex == name)
    }

    @Test(
        arguments: [
            ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
            (["alpha"], "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"),
            (["alpha", "bravo"], "90d39555bb3c223e12f5a375c3011d2462fe2e1e36b8416a0b623d5831a9b4f3"),
            (["alpha", "bravo", "charlie"], "4c47bef0ecbf95d86f6d01073dd1bfc359a33b66e96651aac8baed54e9e6b335"),
        ] as [([String], String)])
    func theRootFoldsTheHashesPaddedToAPowerOfTwo(blocks: [String], root: String) {
        #expect(Hashmap(hashes: blocks.map(hash), size: 1).root.hex == root)
    }

    @Test func megabytesOfZerosAreTheEmptyBlock() {
        #expect(BlockDigest.hash(of: [ByteBuffer(repeating: 0, count: 4 << 20)]) == .empty)
    }

    @Test func zerosAreStrippedAcrossSlices() {
        let slices = [ByteBuffer(string: "al"), ByteBuffer(string: "pha\u{0}"), ByteBuffer(repeating: 0, count: 9000)]
        #expect(BlockDigest.hash(of: slices) == hash("alpha"))
    }

    @Test func hexadecimalDigitsAreReadInEitherCaseAndChecked() throws {
        let name = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"
        #expect(try #require(BlockHash(hex: name.uppercased())).hex == name)
        for wrong in ["", "8ed3", name + "0", String(name.dropLast()) + "g"] { #expect(BlockHash(hex: wrong) == nil) }
    }
}
