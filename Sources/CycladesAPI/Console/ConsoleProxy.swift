public import APISupport
import Cyclades
import HTTPTypes
public import Logging
import NIOCore
import NIOPosix
public import Settings
import Vocabulary

/// Brings VNC clients to the screens of servers: over a web socket on our own port, for pages, or over a TCP port of
/// its own, for the clients of old.
///
/// Both are good for one connection within a minute, and the machine's VNC server asks for its one-time password
/// besides. Source: compute.md 3.4.
public struct ConsoleProxy: Sendable {
    let links: CycladesLinks
    let host: String
    let patience: Duration
    let tickets: ConsoleTickets
    let ports = ConsolePorts()
    let logger: Logger

    /// - Parameter baseURL: `CYCLADES_BASE_URL`.
    public init(baseURL: String, settings: CycladesSettings, logger: Logger = Logger(label: "console")) {
        links = CycladesLinks(baseURL: baseURL)
        host = settings.consoleHost
        patience = .seconds(settings.consoleSeconds)
        tickets = ConsoleTickets(lifetime: patience)
        self.logger = logger
    }

    /// The path of the web socket.
    private var path: String { links.path + "/console/ws" }

    /// Opens a port that leads to the screen.
    ///
    /// - Throws: serviceUnavailable when no port can be had.
    func offerPort(to endpoint: ConsoleEndpoint) async throws -> ConsoleView {
        let relay = ConsoleRelay(endpoint: endpoint, ports: ports, patience: patience, logger: logger)
        let port = try await relay.open(on: host)
        return ConsoleView(type: "vnc", host: host, port: port, password: endpoint.password)
    }

    /// Promises the screen to whoever comes with the token in the URL.
    func offerWebSocket(to endpoint: ConsoleEndpoint) throws -> ConsoleView {
        let token = try tickets.issue(for: endpoint)
        let address = PublicAddress(links.base)
        return ConsoleView(
            type: "vnc-ws", host: address.host, port: address.port, password: endpoint.password,
            url: "\(address.webSocketScheme)://\(address.authority)\(path)?token=\(token)")
    }

    /// Takes the web sockets that are ours.
    public var accept: WebSocketAcceptor {
        { [self] request in
            let target = RequestTarget(request.path ?? "/")
            guard target.path == path, let token = target.query["token"], let endpoint = tickets.redeem(token) else {
                return nil
            }
            return WebSocketHandler(subprotocol: "binary") { try await relay($0, to: endpoint) }
        }
    }

    /// Passes bytes both ways until either side ends.
    private func relay(_ socket: WebSocketConnection, to endpoint: ConsoleEndpoint) async throws {
        let bootstrap = ClientBootstrap(group: socket.eventLoop).connectTimeout(.seconds(10))
        let screen: NIOAsyncChannel<ByteBuffer, ByteBuffer>
        switch endpoint.address {
        case .tcp(let host, let port):
            screen = try await bootstrap.connect(host: host, port: port, channelInitializer: Self.wrap)
        case .unix(let path):
            screen = try await bootstrap.connect(unixDomainSocketPath: path, channelInitializer: Self.wrap)
        }
        try await screen.executeThenClose { fromScreen, toScreen in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { for try await bytes in fromScreen { try await socket.outbound.write(bytes) } }
                group.addTask { for try await bytes in socket.inbound { try await toScreen.write(bytes) } }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    @Sendable private static func wrap(
        _ channel: any Channel
    ) -> EventLoopFuture<NIOAsyncChannel<ByteBuffer, ByteBuffer>> {
        channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
        }
    }
}

/// Host and port of a base URL, as a client must call them.
struct PublicAddress {
    let host: String
    let port: Int
    /// With the port where the URL has one.
    let authority: String
    let webSocketScheme: String

    init(_ url: String) {
        let isSecure = url.hasPrefix("https://")
        let rest = url.firstRange(of: "://").map { url[$0.upperBound...] } ?? url[...]
        let authority = rest.prefix { $0 != "/" }
        webSocketScheme = isSecure ? "wss" : "ws"
        self.authority = String(authority)
        // The last colon separates the port, unless it is inside the brackets of an IPv6 address.
        if let colon = authority.lastIndex(of: ":"), let number = Int(authority[authority.index(after: colon)...]) {
            host = String(authority[..<colon])
            port = number
        } else {
            host = String(authority)
            port = isSecure ? 443 : 80
        }
    }
}
