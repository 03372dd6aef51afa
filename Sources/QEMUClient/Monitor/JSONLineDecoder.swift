import NIOCore

/// Cuts a stream into lines, each a JSON text; the line end is dropped, and so are empty lines.
struct JSONLineDecoder: ByteToMessageDecoder {
    typealias InboundOut = ByteBuffer

    /// Longer than any reply; more without a line end is not this protocol.
    static let maximumBytes = 16 << 20

    /// How much of the buffer is known to hold no line end.
    private var scanned = 0

    mutating func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        let unscanned = buffer.readableBytesView.dropFirst(scanned)
        guard let end = unscanned.firstIndex(of: UInt8(ascii: "\n")) else {
            guard buffer.readableBytes <= Self.maximumBytes else {
                throw QMPError.malformed("a line of more than \(Self.maximumBytes) bytes")
            }
            scanned = buffer.readableBytes
            return .needMoreData
        }
        scanned = 0
        let length = end - buffer.readerIndex
        if var line = buffer.readSlice(length: length) {
            buffer.moveReaderIndex(forwardBy: 1)
            // The agent marks a resynchronisation with a byte that is never part of JSON.
            while line.readableBytesView.first == 0xFF { line.moveReaderIndex(forwardBy: 1) }
            if line.readableBytes > 1 { context.fireChannelRead(wrapInboundOut(line)) }
        }
        return .continue
    }
}
