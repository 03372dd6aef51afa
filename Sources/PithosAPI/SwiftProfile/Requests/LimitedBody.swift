import HummingbirdCore
import NIOCore
import Vocabulary

/// A body that ends with a fault when more of it comes than is allowed.
struct LimitedBody: AsyncSequence, Sendable {
    typealias Element = ByteBuffer
    typealias Failure = any Error

    private let body: RequestBody
    private let bytesMax: Int64
    private let fault: Fault

    init(_ body: RequestBody, bytesMax: Int64, fault: Fault) {
        self.body = body
        self.bytesMax = bytesMax
        self.fault = fault
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(source: body.makeAsyncIterator(), left: bytesMax, fault: fault)
    }

    struct Iterator: AsyncIteratorProtocol {
        fileprivate var source: RequestBody.AsyncIterator
        fileprivate var left: Int64
        fileprivate let fault: Fault

        mutating func next() async throws -> ByteBuffer? {
            guard let piece = try await source.next() else { return nil }
            left -= Int64(piece.readableBytes)
            guard left >= 0 else { throw fault }
            return piece
        }
    }
}
