import Foundation
import NIOCore
import Testing

@testable import PithosBackend
@testable import RadosAccess

/// Writes into a store what no program of ours would.
enum StoreDamage {
    /// Puts other content under the name of a block, wherever it lies.
    static func overwrite(_ hash: BlockHash, with text: String, in store: any BlockStore) async throws {
        for part in try #require(store.collectableParts) where try await part.status(of: .block, [hash])[0] != nil {
            switch part {
            case let directory as DirectoryBlockStore:
                try text.write(toFile: directory.blockPlace(hash).path, atomically: true, encoding: .utf8)
            case let rados as RadosBlockStore:
                let objects = try await rados.objects(.block)
                let room = await rados.limit.take(RadosBlockStore.bytesAnOperation)
                let code = await objects.write(hash, [ByteBuffer(string: text)], room: room).result
                try #require(code >= 0)
            default:
                Issue.record("nobody knows how to damage \(part.place)")
            }
        }
    }
}
