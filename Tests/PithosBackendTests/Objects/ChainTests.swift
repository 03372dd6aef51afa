import Testing

@testable import PithosBackend

struct ChainTests {
    private struct Broken: Error {}

    @Test func eachStepBeginsWithWhatTheOneBeforeItGave() async throws {
        var chain = Chain("", limit: 2)
        for letter in ["a", "b", "c", "d"] {
            try await chain.then { text in
                await Task.yield()
                return text + letter
            }
        }
        #expect(try await chain.finish() == "abcd")
    }

    @Test func aChainWithoutStepsGivesWhatItBeganWith() async throws {
        #expect(try await Chain(7, limit: 1).finish() == 7)
    }

    @Test func whoIsTooFastWaitsForTheOldestStep() async throws {
        let (gate, opener) = AsyncStream<Void>.makeStream()
        var chain = Chain(0, limit: 1)
        try await chain.then { number in
            for await _ in gate { break }
            return number + 1
        }
        // The first step still runs: only its end lets the second be added beyond the limit.
        opener.yield()
        try await chain.then { $0 + 1 }
        #expect(try await chain.finish() == 2)
    }

    @Test func aStepThatThrowsEndsTheChain() async throws {
        var chain = Chain(0, limit: 1)
        try await chain.then { _ in throw Broken() }
        await #expect(throws: Broken.self) {
            for _ in 0..<3 {
                try await chain.then { number in
                    Issue.record("a step after the one that threw")
                    return number
                }
            }
        }
        await #expect(throws: Broken.self) { try await chain.finish() }
        await chain.settle()
    }
}
