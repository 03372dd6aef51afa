import Foundation
import NIOCore
import Testing

@testable import PithosBackend

struct HashSpillTests {
    private static func hashes(_ range: Range<Int>) -> [BlockHash] {
        range.map { number in
            withUnsafeBytes(of: UInt64(number).bigEndian) { BlockDigest.hash(of: [.init(bytes: $0)]) }
        }
    }

    private func withDirectory(_ body: (String) throws -> Void) throws {
        let path = NSTemporaryDirectory() + "spill-" + UUID().uuidString
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        defer { try? FileManager.default.removeItem(atPath: path) }
        try body(path)
    }

    @Test func everyHashIsThereOnceAndInOrder() throws {
        try withDirectory { path in
            let spill = try HashSpill(directory: path, name: "x", lengths: nil)
            let hashes = Self.hashes(0..<5000)
            for hash in hashes + hashes { try spill.append(hash) }
            try spill.flush()
            let loaded = try (0..<HashSpill.buckets).flatMap { try spill.load($0) }
            #expect(loaded == hashes.sorted())
            let marked = MarkedHashes([spill])
            for hash in hashes { #expect(try marked.contains(hash)) }
            for hash in Self.hashes(5000..<6000) { #expect(try !marked.contains(hash)) }
            spill.remove()
            #expect(try FileManager.default.contentsOfDirectory(atPath: path) == [])
        }
    }

    @Test func whatCameAfterTheNoteIsCutAway() throws {
        try withDirectory { path in
            let first = try HashSpill(directory: path, name: "x", lengths: nil)
            let (noted, lost) = (Self.hashes(0..<1000), Self.hashes(1000..<2000))
            for hash in noted { try first.append(hash) }
            try first.flush()
            let lengths = first.lengths
            for hash in lost { try first.append(hash) }
            try first.flush()
            let second = try HashSpill(directory: path, name: "x", lengths: lengths)
            #expect(try (0..<HashSpill.buckets).flatMap { try second.load($0) } == noted.sorted())
            #expect(throws: HashSpillLost.self) {
                _ = try HashSpill(directory: path, name: "x", lengths: lengths.map { $0 + 32 })
            }
        }
    }
}
