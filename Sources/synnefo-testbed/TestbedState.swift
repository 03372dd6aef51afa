import APISupport
import Dispatcher
import Installation
import Logging
import PithosBackend
import Settings
import VMBackends
import Vocabulary

/// The installation that is being tested, and how it is put back.
///
/// The base state is made once; a reset copies its database files, which takes a small part of the half second that it
/// may take.
actor TestbedState {
    /// What answers now.
    struct Running: Sendable {
        var services: Services
        var responder: CloudResponder
        var dispatcher: Dispatcher
        var log: ClusterLog
    }

    private let folder: TestbedFolder
    private let address: ListenAddress
    private let files: SharedFiles
    private let rapiLog: String?
    private let logger: Logger
    private(set) var running: Running?
    private var generation = 0

    init(folder: TestbedFolder, address: ListenAddress, files: SharedFiles, rapiLog: String?, logger: Logger) {
        self.folder = folder
        self.address = address
        self.files = files
        self.rapiLog = rapiLog
        self.logger = logger
    }

    /// Makes the base state and starts from it.
    func start() async throws {
        try folder.copyPithos()
        let (services, _) = try await open(folder.base, settings: [:])
        try await BaseState(services: services).make()
        let usage = services.pithos.usageReconciler
        _ = try await usage.mend(try await usage.compare().differences, force: true)
        await services.close()
        try await reset(settings: [:])
    }

    /// Puts everything back, with these settings changed. Requests that are still running lose their databases.
    func reset(settings: [String: JSONValue]) async throws {
        let old = running
        generation += 1
        let current = folder.generation(generation)
        try folder.copyDatabases(to: current)
        let (services, log) = try await open(current, settings: settings)
        let server = try await CloudServer(services, files: files, logger: logger)
        running = Running(
            services: services, responder: server.responder,
            dispatcher: Dispatcher(services: services.cyclades, logger: logger), log: log)
        if let old {
            await old.services.close()
            folder.remove(old.services.settings.data)
        }
    }

    private func open(
        _ data: DataDirectory, settings: [String: JSONValue]
    ) async throws -> (Services, ClusterLog) {
        try data.create()
        try folder.write(settings, to: data)
        var installed = try InstalledSettings(dataPath: data.path, settingsPath: data.settings, environment: [:])
        installed.installation.secretKey = Secret("the testbed's key")
        installed.listen(on: address)
        let log = ClusterLog(path: rapiLog, baseURL: installed.installation.cycladesBaseURL)
        let backend = LoggedBackend(backend: SimulatedBackend(mode: .manual), log: log)
        return (try await Services.open(installed, backend: backend, logger: logger), log)
    }
}
