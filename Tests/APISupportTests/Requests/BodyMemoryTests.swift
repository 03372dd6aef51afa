import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization
import Testing
import Vocabulary

@testable import APISupport

struct BodyMemoryTests {
    private let alice = UserID("alice")
    private let bob = UserID("bob")
    private let carol = UserID("carol")

    /// What is lent, and the most there was.
    private final class Lent: Sendable {
        private let state = Mutex((bytes: 0, most: 0))

        var most: Int { state.withLock { $0.most } }

        func add(_ bytes: Int) {
            state.withLock { state in
                state.bytes += bytes
                state.most = max(state.most, state.bytes)
            }
        }
    }

    /// Lends to Alice while `body` runs; what it adds to the group ends after that.
    private func whileAliceHas(
        _ bytes: Int, of memory: BodyMemory, _ body: (inout ThrowingTaskGroup<Void, any Error>) async throws -> Void
    ) async throws {
        let (gate, opener) = AsyncStream.makeStream(of: Void.self)
        let (begun, beginner) = AsyncStream.makeStream(of: Void.self)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                try await memory.lend(bytes, to: alice) {
                    beginner.finish()
                    for await _ in gate {}
                }
            }
            for await _ in begun {}
            try await body(&tasks)
            opener.finish()
            try await tasks.waitForAll()
        }
    }

    @Test(arguments: [3, 5, 10])
    func neverMoreIsLentThanThereIs(bytes: Int) async throws {
        let memory = BodyMemory(bytesMax: 10)
        let lent = Lent()
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            for number in 0..<50 {
                tasks.addTask {
                    try await memory.lend(bytes, to: UserID("\(number)")) {
                        lent.add(bytes)
                        await Task.yield()
                        lent.add(-bytes)
                    }
                }
            }
            try await tasks.waitForAll()
        }
        #expect((bytes...10).contains(lent.most))
        #expect(memory.waitingCount == 0)
    }

    /// What was lent to work that failed is there again, and what is larger than all there is has its turn too.
    @Test func roomComesBackWhateverBecameOfTheWork() async throws {
        struct Broken: Error {}
        let memory = BodyMemory(bytesMax: 10)
        for _ in 0..<3 {
            await #expect(throws: Broken.self) {
                try await memory.lend(20, to: alice) { () async throws -> Void in throw Broken() }
            }
        }
        #expect(try await memory.lend(20, to: alice) { 7 } == 7)
    }

    /// A small body that comes later does not pass a large one that waits, or the large one might wait for ever.
    @Test func turnsComeInTheOrderOfComing() async throws {
        let memory = BodyMemory(bytesMax: 10)
        let small = Lent()
        try await whileAliceHas(6, of: memory) { tasks in
            tasks.addTask { try await memory.lend(8, to: bob) {} }
            while memory.waitingCount < 1 { await Task.yield() }
            tasks.addTask { try await memory.lend(1, to: carol) { small.add(1) } }
            while memory.waitingCount < 2, small.most == 0 { await Task.yield() }
            #expect(small.most == 0)
        }
        #expect(small.most == 1)
    }

    /// However many he sends: nobody waits behind his second.
    @Test func aUserHasOneBodyAtATime() async throws {
        let memory = BodyMemory(bytesMax: 10)
        let second = Lent()
        try await whileAliceHas(2, of: memory) { tasks in
            tasks.addTask { try await memory.lend(2, to: alice) { second.add(1) } }
            while memory.waitingCount < 1 { await Task.yield() }
            let before = try await memory.lend(8, to: bob) { second.most }
            #expect(before == 0)
        }
        #expect(second.most == 1)
    }

    @Test func slownessCountsOnlyWhereOthersWait() async throws {
        let memory = BodyMemory(bytesMax: 10)
        #expect(!memory.isTooSlow(bytes: 0, after: .seconds(3600)))
        try await whileAliceHas(10, of: memory) { tasks in
            tasks.addTask { try await memory.lend(10, to: alice) {} }
            while memory.waitingCount < 1 { await Task.yield() }
            // It waits for her own: that may be slower.
            #expect(!memory.isTooSlow(bytes: 16 << 20, after: .seconds(100)))
            #expect(memory.isTooSlow(bytes: 1 << 20, after: .seconds(100)))
            tasks.addTask { try await memory.lend(10, to: bob) {} }
            while memory.waitingCount < 2 { await Task.yield() }
            #expect(!memory.isTooSlow(bytes: 0, after: .seconds(14)))
            #expect(memory.isTooSlow(bytes: 0, after: .seconds(16)))
            #expect(!memory.isTooSlow(bytes: 96 << 20, after: .seconds(100)))
            #expect(memory.isTooSlow(bytes: 16 << 20, after: .seconds(100)))
        }
    }

    @Test(arguments: [nil, "70000"])
    func aLongBodyNeedsRoomAndAShortOneNone(length: String?) async throws {
        let memory = BodyMemory(bytesMax: 1 << 20)
        let whole = ByteBuffer(repeating: 1, count: 70_000)
        var headers = HTTPFields()
        headers[.contentLength] = length
        let long = Self.request(headers, whole)
        #expect(try await long.withBody(upTo: 1 << 20, from: alice, in: memory) { $0 } == whole)
        await #expect(throws: Fault.self) { _ = try await long.withBody(upTo: 69_999, from: alice, in: memory) { $0 } }
        let short = Self.request([.contentLength: "3"], ByteBuffer(string: "abc"))
        try await memory.lend(1 << 20, to: bob) {
            // All is lent: what needed room would wait for ever.
            let count = try await short.withBody(upTo: 1 << 20, from: alice, in: memory) { $0.readableBytes }
            #expect(count == 3)
        }
    }

    private static func request(_ headers: HTTPFields, _ body: ByteBuffer) -> Request {
        Request(
            head: HTTPRequest(method: .put, scheme: "http", authority: "h", path: "/", headerFields: headers),
            body: RequestBody(buffer: body))
    }
}
