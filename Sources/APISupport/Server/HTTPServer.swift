import Glibc
import HTTPTypes
import HummingbirdCore
public import Logging
import NIOCore
import NIOPosix
public import ServiceLifecycle
import Vocabulary

/// The one server of a process. `run()` serves until it is told to stop, lets requests end, and returns.
public final class HTTPServer: Service {
    private let configuration: HTTPServerConfiguration
    private let responder: CloudResponder
    private let acceptor: WebSocketAcceptor?
    private let logger: Logger
    private let bound = BoundPort()

    public init(
        _ configuration: HTTPServerConfiguration, responder: CloudResponder, webSocket: WebSocketAcceptor? = nil,
        logger: Logger
    ) {
        self.configuration = configuration
        self.responder = responder
        acceptor = webSocket
        self.logger = logger
    }

    /// The port that is listened on, once it is; 0 for a unix socket.
    ///
    /// - Throws: what kept the server from listening.
    public var port: Int {
        get async throws { try await bound.port() }
    }

    public func run() async throws {
        do {
            try await serve()
            bound.fail(CancellationError())
        } catch let error as IOError {
            let fault = listenFault(String(cString: strerror(error.errnoCode)))
            bound.fail(fault)
            throw fault
        } catch let error where error is SocketAddressError || error is SocketAddressError.UnknownHost {
            let fault = listenFault("there is no such host")
            bound.fail(fault)
            throw fault
        } catch {
            bound.fail(error)
            throw error
        }
    }

    private func listenFault(_ reason: String) -> Fault {
        Fault(.serviceUnavailable, "\(configuration.address) cannot be listened on: \(reason).")
    }

    private func serve() async throws {
        let channel = ServerChannel(
            responder: { [responder] request, writer, channel in
                try await Self.answer(request, writer, channel, responder)
            }, configuration: configuration, metrics: responder.metrics, acceptor: acceptor)
        let server = channel.server(
            configuration: ServerConfiguration(
                address: configuration.bindAddress, backlog: configuration.backlog,
                availableConnectionsDelegate: MaximumAvailableConnections(configuration.connectionsMax)),
            onServerRunning: { [bound] channel in bound.set(channel.localAddress?.port ?? 0) },
            // One loop a core, shared by the process and never shut down: what a connection leaves behind may need its
            // loop after the server has ended.
            eventLoopGroup: MultiThreadedEventLoopGroup.singleton, logger: logger)
        let grace = configuration.drainTimeout + .seconds(1)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await server.run() }
            // Connections are closed when their time to drain is over; this is for handlers that do not notice.
            tasks.addTask {
                try? await gracefulShutdown()
                try await Task.sleep(for: grace)
            }
            defer { tasks.cancelAll() }
            try await tasks.next()
        }
    }

    private static func answer(
        _ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, _ responder: CloudResponder
    ) async throws {
        var request = request
        if request.headers[.expect] != nil {
            request = Request(
                head: request.head,
                body: RequestBody(asyncSequence: BodyWithContinue(body: request.body, channel: channel)))
        }
        let (response, exchange) = await responder.respond(to: request, channel: channel)
        do {
            try await writer.write(response: response.head, body: response.body)
            exchange.finish()
        } catch {
            exchange.finish(error: error)
            throw error
        }
    }
}

extension HTTPServerConfiguration.Address: CustomStringConvertible {
    public var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .unixSocket(let path): path
        }
    }
}

extension HTTPServerConfiguration {
    var bindAddress: BindAddress {
        switch address {
        case .host(let host, let port): .hostname(host, port: port)
        case .unixSocket(let path): .unixDomainSocket(path: path)
        }
    }
}
