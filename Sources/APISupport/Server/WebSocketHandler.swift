public import HTTPTypes
public import NIOCore

/// Decides on requests for a web socket; nil leaves the request to the services, as any other.
public typealias WebSocketAcceptor = @Sendable (HTTPRequest) async -> WebSocketHandler?

/// What is done on one web socket.
public struct WebSocketHandler: Sendable {
    /// Named in the answer if the client offers it, for instance `binary`.
    public var subprotocol: String?
    /// Runs as long as the socket is open; the socket is closed when it returns or throws.
    public var run: @Sendable (WebSocketConnection) async throws -> Void

    public init(subprotocol: String? = nil, run: @escaping @Sendable (WebSocketConnection) async throws -> Void) {
        self.subprotocol = subprotocol
        self.run = run
    }
}

/// An open web socket.
public struct WebSocketConnection: Sendable {
    /// What the client sends.
    public let inbound: WebSocketInbound
    public let outbound: WebSocketOutbound
    /// The connection's own loop: connect to another server on it, and bytes need not change threads.
    public let eventLoop: any EventLoop
}
