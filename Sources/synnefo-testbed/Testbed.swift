import APISupport
import Cyclades
import Dispatcher
import FoundationEssentials
import HTTPTypes
import HummingbirdCore
import Installation
import Logging
import ServiceLifecycle
import UnixSignals
import Vocabulary

/// The server of the testbed: its own two calls, and everything else as the cloud answers it.
struct Testbed {
    private let address: ListenAddress
    private let state: TestbedState
    private let folder: TestbedFolder
    private let logger: Logger

    /// - Throws: badRequest for an address that is not loopback.
    init(listen: String, data: String, pithos: String?, rapiLog: String?) throws {
        let address = try ListenAddress(listen).withPort()
        guard address.host.hasPrefix("127.") || address.host == "::1" || address.host == "localhost" else {
            throw Fault(
                .badRequest, "The testbed lets everyone in, so it listens on loopback only, not on \(address.host).")
        }
        self.address = address
        logger = try LineLogHandler.logger(label: "testbed", level: .error)
        folder = TestbedFolder(
            path: DataDirectory(path: data).path, pithos: pithos.map { DataDirectory(path: $0).path })
        state = TestbedState(
            folder: folder, address: address,
            files: try SharedFiles.locate(environment: ProcessInfo.processInfo.environment), rapiLog: rapiLog,
            logger: logger)
    }

    func run() async throws {
        try folder.clear()
        try await state.start()
        let responder = CloudResponder([Mount("/testbed", control)], fallback: cloud, logger: logger)
        let server = HTTPServer(
            HTTPServerConfiguration(address: .host(address.host, port: address.port)), responder: responder,
            logger: logger)
        announce("ready: http://\(address.urlHost):\(address.port)/")
        try await ServiceGroup(
            services: [server], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger
        ).run()
    }

    /// Settings that a group asks for by its name alone.
    private static let settingsOfGroups: [String: [String: JSONValue]] = [
        "update-md5": ["PITHOS_UPDATE_MD5": true]
    ]

    private var control: APIService {
        var router = APIRouter()
        let state = state
        router.post("reset", access: .open) { _, context in
            var settings = Self.settingsOfGroups[context.query["group"] ?? ""] ?? [:]
            if let text = context.query["settings"] {
                settings.merge(try JSONValue(parsing: text).objectValue ?? [:]) { $1 }
            }
            try await state.reset(settings: settings)
            return .empty(.noContent)
        }
        router.post("event", access: .open) { request, _ in
            let event = try await request.json()
            guard
                let kind = event["kind"]?.stringValue.flatMap(BackendEvent.Kind.init(rawValue:))
                    ?? event["kind"]?.network
            else { throw Fault(.badRequest, "kind must be op, net or progress") }
            guard let body = event["body"] else { throw Fault(.badRequest, "body is missing") }
            guard let dispatcher = await state.running?.dispatcher else {
                throw Fault(.serviceUnavailable, "The testbed is being put back.")
            }
            let text = body.stringValue ?? JSONWriter.text(body)
            return .text(await dispatcher.handle(kind: kind, body: text).rawValue)
        }
        router.post("ganeti", access: .open) { request, _ in
            await state.running?.log.refuse(try await request.json().int("fail_next"))
            return .empty(.noContent)
        }
        return APIService(ServiceProfile("testbed"), router: router)
    }

    /// Hands everything to the cloud as it is now.
    private var cloud: APIService {
        let state = state
        return APIService(ServiceProfile("cloud", hasStandardHeaders: false)) { request, context in
            guard let running = await state.running else {
                throw Fault(.serviceUnavailable, "The testbed is being put back.")
            }
            let (response, exchange) = await running.responder.respond(to: request, channel: context.channel)
            exchange.finish()
            return response
        }
    }
}

extension JSONValue {
    /// The recordings' name for events about networks.
    fileprivate var network: BackendEvent.Kind? { self == "net" ? .network : nil }
}
