import NIOCore
import Synchronization
import Testing

@testable import PithosBackend

struct UnnamedFilesTests {
    private func entry(_ content: String) -> UnnamedFiles.Entry {
        let content = ByteBuffer(string: content)
        let place = HashedPlace(tree: "/blocks", kind: .block, hash: BlockDigest.hash(of: [content]))
        return UnnamedFiles.Entry(place: place, content: content, half: 0)
    }

    private final class Flag: Sendable {
        private let state = Mutex(false)

        var isRaised: Bool { state.withLock { $0 } }

        func raise() { state.withLock { $0 = true } }
    }

    /// There may never be a moment when nothing waits.
    @Test func whoWaitsDoesNotWaitForWhatComesLater() async throws {
        let unnamed = UnnamedFiles()
        unnamed.add([entry("a")])
        let isOver = Flag()
        let waiter = Task {
            await unnamed.wait()
            isOver.raise()
        }
        // Uploads come faster than they can be named, for some seconds.
        for number in 0..<500 where !isOver.isRaised {
            let taken = unnamed.takeFresh()
            unnamed.add([entry("\(number)")])
            for each in taken { unnamed.named(each) }
            try await Task.sleep(for: .milliseconds(10))
        }
        #expect(isOver.isRaised)
        for each in unnamed.takeFresh() { unnamed.named(each) }
        await waiter.value
    }

    /// To make files takes a core from those who upload.
    @Test func filesWaitForAQuietMomentAndThenAFewAreMadeAtATime() throws {
        let unnamed = UnnamedFiles()
        let entries = (0..<5).map { entry("\($0)") }
        unnamed.add(entries)
        let last = entries[4].added
        #expect(unnamed.due(limit: 1 << 20, at: last) == .later)
        #expect(unnamed.due(limit: 1 << 20, at: last + .seconds(1)) == .some)

        let taken = unnamed.takeFresh(atMost: 2)
        #expect(taken.map(\.place) == entries.prefix(2).map(\.place))
        for each in taken { unnamed.named(each) }
        #expect(unnamed.hasFresh)
        let more = entry("more")
        unnamed.add([more])
        #expect(unnamed.due(limit: 1 << 20, at: more.added) == .later)

        #expect(unnamed.takeFresh().map(\.place) == (entries[2...] + [more]).map(\.place))
        #expect(!unnamed.hasFresh)
    }

    @Test func manyFilesAndOldOnesWaitForNoQuietMoment() {
        let unnamed = UnnamedFiles()
        let (first, second) = (entry("a"), entry("b"))
        unnamed.add([first, second])
        let size = JournalRecord.size(content: 1)
        #expect(unnamed.due(limit: 2 * size, at: second.added) == .all)
        for each in unnamed.takeFresh(atMost: 1) { unnamed.named(each) }
        #expect(unnamed.due(limit: 2 * size, at: second.added) == .later)
        unnamed.add([entry("c")])
        #expect(unnamed.due(limit: 1 << 20, at: second.added + .seconds(11)) == .all)
    }
}
