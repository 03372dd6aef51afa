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
}
