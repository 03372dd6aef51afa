public import NIOCore
import NIOWebSocket

/// The bytes a client sends over a web socket, text or binary, a frame at a time; a message in several frames comes in
/// several pieces. Pings are answered. Ends when the client closes. Can be read once.
public struct WebSocketInbound: AsyncSequence, Sendable {
    public typealias Element = ByteBuffer

    let frames: NIOAsyncChannelInboundStream<WebSocketFrame>
    let outbound: WebSocketOutbound

    public func makeAsyncIterator() -> AsyncIterator {
        AsyncIterator(frames: frames.makeAsyncIterator(), outbound: outbound)
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        var frames: NIOAsyncChannelInboundStream<WebSocketFrame>.AsyncIterator
        let outbound: WebSocketOutbound

        public mutating func next() async throws -> ByteBuffer? {
            while let frame = try await frames.next() {
                switch frame.opcode {
                case .binary, .text, .continuation:
                    if frame.length > 0 { return frame.unmaskedData }
                case .ping:
                    try await outbound.write(WebSocketFrame(fin: true, opcode: .pong, data: frame.unmaskedData))
                case .connectionClose:
                    // Answered once the handler has returned: a client takes a second close for an error.
                    return nil
                default:
                    continue
                }
            }
            return nil
        }
    }
}
