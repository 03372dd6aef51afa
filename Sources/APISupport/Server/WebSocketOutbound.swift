public import NIOCore
import NIOWebSocket

/// Sends over a web socket; waits while the client takes nothing.
public struct WebSocketOutbound: Sendable {
    let writer: NIOAsyncChannelOutboundWriter<WebSocketFrame>

    /// One binary message.
    public func write(_ bytes: ByteBuffer) async throws {
        try await write(WebSocketFrame(fin: true, opcode: .binary, data: bytes))
    }

    /// One text message.
    public func write(text: String) async throws {
        try await write(WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text)))
    }

    /// - Parameter code: 1000 is a normal end, 1001 going away, 1011 an error of ours (RFC 6455 section 7.4.1).
    public func close(code: UInt16 = 1000) async throws {
        var data = ByteBuffer()
        data.writeInteger(code)
        try await write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
    }

    func write(_ frame: WebSocketFrame) async throws {
        try await writer.write(frame)
    }
}
