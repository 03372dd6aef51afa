import Foundation
import Glibc
import Testing
import Vocabulary

@testable import PithosBackend
@testable import RadosAccess

/// Makes what lies in a store old.
enum StoreAge {
    /// As if nobody had touched anything for two days, whether it is in use or retired.
    static func age(_ store: any BlockStore) async throws {
        for part in try #require(store.collectableParts) {
            switch part {
            case let directory as DirectoryBlockStore: try await ageFiles(directory)
            case let rados as RadosBlockStore: try await ageObjects(rados)
            default: Issue.record("nobody knows how to age \(part.place)")
            }
        }
    }

    private static func ageFiles(_ store: DirectoryBlockStore) async throws {
        await store.drain()
        let root = store.tree.path
        let then = timeval(tv_sec: time(nil) - 2 * 86_400, tv_usec: 0)
        for name in FileManager.default.enumerator(atPath: root)?.compactMap({ $0 as? String }) ?? []
        where (name as NSString).lastPathComponent.count == 64 {
            try #require(utimes("\(root)/\(name)", [then, then]) == 0)
        }
    }

    private static func ageObjects(_ store: RadosBlockStore) async throws {
        for kind in StoredKind.allCases {
            let objects = try await store.objects(kind)
            for hash in try await store.names(kind) {
                let state = try #require(try await objects.state(hash))
                _ = try await objects.mark(hash, isRetired: state.isRetired, moment: .now() - .seconds(2 * 86_400))
            }
        }
    }
}
