import HummingbirdCore
import NIOCore

/// A body whose sender waits for a word: the first time it is read, `100 Continue` is sent.
struct BodyWithContinue: AsyncSequence, Sendable {
    typealias Element = ByteBuffer

    let body: RequestBody
    let channel: any Channel

    func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(base: body.makeAsyncIterator(), channel: channel)
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        var base: RequestBody.AsyncIterator
        let channel: any Channel
        var hasAsked = false

        mutating func next() async throws -> ByteBuffer? {
            if !hasAsked {
                hasAsked = true
                channel.triggerUserOutboundEvent(ConnectionHandler.BodyWanted(), promise: nil)
            }
            return try await base.next()
        }
    }
}
