import APISupport
import Cyclades
public import Logging
import ServiceLifecycle
import Settings
import UnixSignals
import VMBackends
import Vocabulary

/// A whole cloud in one process: opened, made usable, and run until it is told to stop.
public struct Cloud: Sendable {
    public let services: Services
    /// How the first user logs in; nil in an installation whose first user is gone.
    public let credentials: Credentials?
    private let files: SharedFiles
    private let logger: Logger

    /// Opens the installation and makes what every installation has. The caller holds the data directory's `RunLock`.
    ///
    /// - Throws: `Fault`, `SettingsError` and `DatabaseError` in words for the operator.
    public init(_ settings: InstalledSettings, files: SharedFiles, logger: Logger) async throws {
        _ = try settings.contentDomain
        let services = try await Services.open(settings, isSole: true, logger: logger)
        do {
            credentials = try await FirstRun(services).run()
        } catch {
            await services.close()
            throw error
        }
        self.services = services
        self.files = files
        self.logger = logger
    }

    /// Serves until SIGTERM or SIGINT, then lets requests end.
    ///
    /// - Parameters:
    ///   - tinyImage: makes the first image in the background; nil to leave it.
    ///   - ready: called once, when requests are answered.
    public func run(tinyImage: TinyImageTask?, ready: @escaping @Sendable () -> Void) async throws {
        let server = try await CloudServer(services, files: files, logger: logger)
        let http = server.http
        var services: [any Service] = [http, ReadyTask(server: http, ready: ready)]
        if let backend = self.services.backend as? QEMUBackend {
            services.append(BackendTask(backend: backend, logger: logger))
        }
        services += server.tasks
        if let tinyImage, let owner = credentials?.uuid {
            services.append(tinyImage.task(self.services, files: files, owner: UserID(owner)))
        }
        var configuration = ServiceGroupConfiguration(
            services: services.map {
                .init(
                    service: $0, successTerminationBehavior: .ignore,
                    failureTerminationBehavior: .gracefullyShutdownGroup)
            },
            gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        // Machines and events are safe at any moment; what still runs then is cut off.
        configuration.maximumCancellationDuration = .seconds(5)
        configuration.maximumGracefulShutdownDuration = .seconds(
            self.services.settings.installation.drainSeconds + 10)
        try await ServiceGroup(configuration: configuration).run()
    }

    /// Names of servers whose machine runs now.
    public func runningMachines() async throws -> [String] {
        if let backend = services.backend as? QEMUBackend {
            return try await services.machineNames(of: backend.runningMachines())
        }
        return try await services.machineNames(of: services.backend.instances().filter(\.isRunning).map(\.name))
    }

    public func close() async {
        await services.close()
    }
}

/// Says once that requests are answered.
private struct ReadyTask: Service {
    let server: HTTPServer
    let ready: @Sendable () -> Void

    func run() async throws {
        _ = try await server.port
        ready()
    }
}

/// Runs the machines of this host.
private struct BackendTask: Service {
    let backend: QEMUBackend
    let logger: Logger

    func run() async throws {
        try await cancelWhenGracefulShutdown { try await backend.run() }
    }
}
