import Cyclades
import FoundationEssentials
import Synchronization
import Testing
import Vocabulary

@testable import VMBackends

struct ImageCacheTests {
    private func withCache(limit: Int64 = 1 << 30, _ body: (ImageCache, String) async throws -> Void) async throws {
        try await withDirectory { path in
            try Files.makeDirectory(path + "/images")
            try await body(ImageCache(directory: path + "/images", limitBytes: limit), path + "/images")
        }
    }

    @Test func manyWhoAskAtOnceShareOneDownload() async throws {
        try await withCache { cache, _ in
            let record = Record()
            let bytes = BootSector.halting
            let source = ImageSource.fixed(bytes) { index in
                if index == 0 { record.noteRead() }
                try await Task.sleep(for: .milliseconds(30))
            }
            try await withThrowingTaskGroup(of: DiskImage.self) { group in
                for number in 0..<8 {
                    group.addTask {
                        try await cache.take(hash: source.hash, from: source) { position, _ in
                            record.note(position, by: number)
                        }
                    }
                }
                for try await image in group { #expect(image == .raw(sizeBytes: Int64(bytes.count))) }
            }
            #expect(record.reads == 1)
            #expect(record.positions.count == 8)
            #expect(record.positions.values.allSatisfy { $0 == Int64(bytes.count) })
            #expect(Array(try Files.read(cache.path(of: source.hash))) == bytes)
        }
    }

    @Test func whoGivesUpDoesNotWaitForTheDownload() async throws {
        try await withCache { cache, _ in
            let source = ImageSource.fixed(BootSector.halting) { _ in try await Task.sleep(for: .seconds(7200)) }
            await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { _ = try await cache.take(hash: source.hash, from: source) { _, _ in } }
                let waiting = Task { _ = try await cache.take(hash: source.hash, from: source) { _, _ in } }
                waiting.cancel()
                await #expect(throws: CancellationError.self) { try await waiting.value }
                group.cancelAll()
            }
        }
    }

    @Test func anotherTakesOverWhenADownloadFails() async throws {
        struct Broken: Error {}
        try await withCache { cache, directory in
            let record = Record()
            let source = ImageSource.fixed(BootSector.halting) { index in
                if index == 0 { record.noteRead() }
                try await Task.sleep(for: .milliseconds(20))
                if index == 2, record.reads == 1 { throw Broken() }
            }
            let outcomes = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        (try? await cache.take(hash: source.hash, from: source) { _, _ in }) != nil
                    }
                }
                return await group.reduce(into: [Bool]()) { $0.append($1) }
            }
            #expect(outcomes.count { $0 } == 2)
            #expect(Files.list(directory) == [source.hash])
        }
    }

    @Test func anImageThatIsTooShortIsNotKept() async throws {
        try await withCache { cache, directory in
            var source = ImageSource.fixed(BootSector.halting)
            source.sizeBytes += 1
            let short = source
            await #expect(throws: QEMUBackendError.self) {
                try await cache.take(hash: short.hash, from: short) { _, _ in }
            }
            #expect(Files.list(directory).isEmpty)
        }
    }

    @Test func anImageThatIsHereNeedsNoSource() async throws {
        try await withCache { cache, _ in
            let source = ImageSource.fixed(BootSector.halting)
            _ = try await cache.take(hash: source.hash, from: source) { _, _ in }
            #expect(try await cache.take(hash: source.hash, from: nil) { _, _ in } == .raw(sizeBytes: 1 << 20))
            await #expect(throws: QEMUBackendError.imageGone(hash: String(repeating: "0", count: 64))) {
                try await cache.take(hash: String(repeating: "0", count: 64), from: nil) { _, _ in }
            }
        }
    }

    @Test func aHashThatIsAPathIsRefused() async throws {
        try await withCache { cache, _ in
            await #expect(throws: QEMUBackendError.self) {
                try await cache.take(hash: "../../etc/passwd", from: .fixed([1])) { _, _ in }
            }
        }
    }

    @Test func theLongestUnwantedGoAndThoseInUseStay() async throws {
        try await withCache(limit: 1) { cache, directory in
            let used = ImageSource.fixed(BootSector.halting)
            let unused = ImageSource.fixed(BootSector.halting)
            for source in [used, unused] {
                _ = try await cache.take(hash: source.hash, from: source) { _, _ in }
                let hourAgo = Date(timeIntervalSinceNow: -3600)
                try FileManager.default.setAttributes(
                    [.modificationDate: hourAgo], ofItemAtPath: "\(directory)/\(source.hash)")
            }
            try await cache.tidy(inUse: [used.hash])
            #expect(Files.list(directory) == [used.hash])
        }
    }
}

/// How often an image was read, and what each who asked was told last.
private final class Record: Sendable {
    private let state = Mutex((reads: 0, positions: [Int: Int64]()))

    var reads: Int { state.withLock { $0.reads } }
    var positions: [Int: Int64] { state.withLock { $0.positions } }

    func noteRead() { state.withLock { $0.reads += 1 } }
    func note(_ position: Int64, by number: Int) { state.withLock { $0.positions[number] = position } }
}
