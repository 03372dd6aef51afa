public import Cyclades
public import Logging
public import ServiceLifecycle
public import Vocabulary

/// Brings what backends tell to the servers and networks it is about.
///
/// Reads a message, applies it in one transaction, and says what the channel is to do with it: `ack` when it is dealt
/// with or not our business, `nack` when it can never be understood, `reject` when it should be looked at again.
/// Source: operations.md 3.8.
public struct Dispatcher: Service {
    private let services: CycladesServices
    private let logger: Logger
    private let clock: @Sendable () -> Timestamp

    public init(
        services: CycladesServices, logger: Logger = Logger(label: "dispatcher"),
        clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.services = services
        self.logger = logger
        self.clock = clock
    }

    /// Consumes events until shutdown.
    public func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await services.channel.consume { await handle(kind: $0.kind, body: $0.body) }
        }
    }

    /// Takes in one message.
    public func handle(kind: BackendEvent.Kind, body: String) async -> EventVerdict {
        do {
            let message = try EventMessage(body)
            switch kind {
            case .op: try await take(OperationMessage(message))
            case .network: try await take(NetworkMessage(message))
            case .progress: try await take(ProgressMessage(message))
            }
            return .ack
        } catch EventMessage.Refusal.malformed(let reason) {
            logger.error("A backend's message is malformed", metadata: ["kind": "\(kind)", "reason": "\(reason)"])
            return .nack
        } catch NICReportError.foreignNetwork(let name) {
            logger.warning("An interface on a foreign network", metadata: ["network": "\(name ?? "none")"])
            return .ack
        } catch {
            logger.error("A backend's message failed", metadata: ["kind": "\(kind)", "error": "\(error)"])
            return .reject
        }
    }

    private func take(_ message: OperationMessage) async throws {
        try await services.serverReports.take(from: message.instance, at: message.message.time) {
            try message.report()
        }
    }

    private func take(_ message: NetworkMessage) async throws {
        try await services.networkReports.take(
            from: message.network, cluster: message.cluster, at: message.message.time
        ) { try message.report() }
    }

    private func take(_ message: ProgressMessage) async throws {
        switch try message.content(at: clock()) {
        case .percent(let percent):
            try await services.serverReports.take(
                progress: percent, from: message.instance, at: message.message.time)
        case .diagnostic(let diagnostic):
            try await services.serverReports.take(diagnostic, from: message.instance, at: message.message.time)
        case nil:
            logger.warning("A message of an unknown type", metadata: ["type": "\(message.message.type)"])
        }
    }
}
