import Testing

@testable import APISupport

struct ConnectionStateTests {
    let start = ContinuousClock.now
    let limits = {
        var limits = HTTPServerConfiguration()
        limits.headTimeout = .seconds(1)
        limits.keepAliveTimeout = .seconds(10)
        limits.bodyTimeout = .seconds(5)
        return limits
    }()

    private func request(
        isHTTP10: Bool = false, keepsAlive: Bool = true, awaitsContinue: Bool = false
    )
        -> ConnectionState.Pending
    {
        ConnectionState.Pending(isHTTP10: isHTTP10, keepsAlive: keepsAlive, awaitsContinue: awaitsContinue)
    }

    @Test func aNewConnectionHasLessTimeThanAKeptOne() {
        var state = ConnectionState(now: start)
        #expect(state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(2)))
        state.requestBegan(request(), now: start)
        state.requestEnded(now: start)
        #expect(!state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(1000)))
        _ = state.answerBegan(hasLength: true)
        let keepsOpen = !state.answerEnded(now: start)
        #expect(keepsOpen)
        #expect(!state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(9)))
        #expect(state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(11)))
    }

    @Test func aBodyIsOnlySlowWhileWeWaitForIt() {
        var state = ConnectionState(now: start)
        state.requestBegan(request(), now: start)
        #expect(!state.isOverdue(limits, isWaitingForBytes: false, now: start + .seconds(100)))
        #expect(state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(6)))
        state.bodyArrived(bytes: 1, now: start + .seconds(4))
        #expect(!state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(6)))
    }

    /// As one whose turn has not come yet.
    @Test func aClientThatWaitsForOurWordIsNotSlow() {
        var state = ConnectionState(now: start)
        state.requestBegan(request(awaitsContinue: true), now: start)
        #expect(!state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(1000)))
        let isTold = state.handlerWantsBody(now: start + .seconds(1000))
        #expect(isTold)
        #expect(!state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(1004)))
        #expect(state.isOverdue(limits, isWaitingForBytes: true, now: start + .seconds(1006)))
    }

    /// Pieces of a body, one after each wait of 4 seconds; whether the connection is cut off.
    private func isCutOff(pieces: [Int], awaitsContinue: Bool = false, pausesOfOurs: Duration = .zero) -> Bool {
        var limits = limits
        limits.bodyMinBytes = 100
        var (state, now) = (ConnectionState(now: start), start)
        state.requestBegan(request(awaitsContinue: awaitsContinue), now: now)
        for bytes in pieces {
            state.waitBegan(now: now)
            now += .seconds(4)
            if state.isDripping(limits, now: now) { return true }
            state.bodyArrived(bytes: bytes, now: now)
            now += pausesOfOurs
            if state.isDripping(limits, now: now) { return true }
        }
        return false
    }

    @Test func aBodyThatOnlyDripsIsCutOffThoughItNeverPausesForLong() {
        #expect(isCutOff(pieces: [1, 1]))
        // The rate counts all along, not what came long ago.
        #expect(isCutOff(pieces: [1_000_000, 1, 1, 1, 1]))
        #expect(!isCutOff(pieces: Array(repeating: 130, count: 100)))
    }

    @Test func whatWeTakeOurTimeForMakesNoBodySlow() {
        #expect(!isCutOff(pieces: Array(repeating: 130, count: 100), pausesOfOurs: .seconds(1000)))
        // Of a client that waits for our word the first pause is no pause.
        #expect(!isCutOff(pieces: [1, 1], awaitsContinue: true))
    }

    @Test(arguments: [
        (false, true, true, false), (false, true, false, false), (false, false, true, true), (true, true, true, false),
        (true, true, false, true),
    ])
    func anAnswerClosesWhenItMust(isHTTP10: Bool, keepsAlive: Bool, hasLength: Bool, closes: Bool) {
        var state = ConnectionState(now: start)
        state.requestBegan(request(isHTTP10: isHTTP10, keepsAlive: keepsAlive), now: start)
        let (announced, done) = (state.answerBegan(hasLength: hasLength).closes, state.answerEnded(now: start))
        #expect(announced == closes)
        #expect(done == closes)
        #expect(state.isFinished == closes)
    }

    @Test func continueIsSentOnceAndOnlyWhileTheClientWaits() {
        var state = ConnectionState(now: start)
        state.requestBegan(request(awaitsContinue: true), now: start)
        let words = [
            state.handlerWantsBody(now: start), state.handlerWantsBody(now: start),
            state.answerBegan(hasLength: true).closes,
        ]
        #expect(words == [true, false, false])

        state = ConnectionState(now: start)
        state.requestBegan(request(awaitsContinue: true), now: start)
        state.bodyArrived(bytes: 1, now: start)
        let isTold = state.handlerWantsBody(now: start)
        #expect(!isTold)
    }

    @Test func drainingEndsAfterTheLastAnswerOfTheLine() {
        var state = ConnectionState(now: start)
        state.requestBegan(request(), now: start)
        state.requestEnded(now: start)
        let steps = [state.quiesce(), state.answerBegan(hasLength: true).closes, state.answerEnded(now: start)]
        #expect(steps == [false, true, true])
        var free = ConnectionState(now: start)
        let closesAtOnce = free.quiesce()
        #expect(closesAtOnce)
    }
}
