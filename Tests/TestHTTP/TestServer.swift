public import APISupport
public import Logging
import ServiceLifecycle

/// A real server on a free port of the loopback interface, for as long as a test needs it.
public struct TestServer: Sendable {
    public let port: Int
    private let group: ServiceGroup

    /// Tells the server to stop, as SIGTERM would; returns at once.
    public func stop() async {
        await group.triggerGracefulShutdown()
    }

    /// Runs `body` beside a server; the server is stopped when it ends.
    public static func with<Value: Sendable>(
        _ cloud: CloudResponder, configuration: HTTPServerConfiguration? = nil,
        webSocket: WebSocketAcceptor? = nil, logger: Logger = .silent,
        _ body: @escaping @Sendable (TestServer) async throws -> Value
    ) async throws -> Value {
        let configuration = configuration ?? .test
        let server = HTTPServer(configuration, responder: cloud, webSocket: webSocket, logger: logger)
        let group = ServiceGroup(services: [server], logger: logger)
        return try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            let value: Value
            do {
                value = try await body(TestServer(port: try await server.port, group: group))
            } catch {
                await group.triggerGracefulShutdown()
                throw error
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            return value
        }
    }
}

extension HTTPServerConfiguration {
    /// A free port, and little time for handlers that do not end.
    public static var test: HTTPServerConfiguration {
        var configuration = HTTPServerConfiguration(address: .host("127.0.0.1", port: 0))
        configuration.drainTimeout = .seconds(5)
        return configuration
    }
}

extension Logger {
    /// Says nothing.
    public static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
}
