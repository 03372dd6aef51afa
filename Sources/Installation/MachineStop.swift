import Cyclades
import Dispatcher
import Logging
import VMBackends
import Vocabulary

/// Stops all machines of an installation whose server does not run.
public struct MachineStop: Sendable {
    private let settings: InstalledSettings

    /// A guest that does not go down in this time loses its power; some time more for that.
    private static let patience = Duration.seconds(120)

    public init(_ settings: InstalledSettings) {
        self.settings = settings
    }

    /// Asks every running guest to go down, and waits until none runs. What the records say follows.
    ///
    /// - Returns: the names of the machines that were stopped.
    /// - Throws: `Fault(.conflict)` when a server runs; `Fault(.serviceUnavailable)` naming the machines that go on.
    public func run() async throws -> [String] {
        guard try settings.data.exists() else { return [] }
        let lock = try RunLock(settings.data)
        let logger = try LineLogHandler.logger(label: "synnefo", level: .error)
        let services = try await Services.open(settings, logger: logger)
        let names: [String]
        do {
            names = try await stopAll(services, logger)
        } catch {
            await services.close()
            throw error
        }
        await services.close()
        _ = consume lock
        return names
    }

    private func stopAll(_ services: Services, _ logger: Logger) async throws -> [String] {
        guard let backend = services.backend as? QEMUBackend else { return [] }
        let running = try await backend.instances().filter(\.isRunning).map(\.name)
        guard !running.isEmpty else { return [] }
        let stopped = try await services.machineNames(of: running)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await backend.run() }
            group.addTask { try await Dispatcher(services: services.cyclades, logger: logger).run() }
            defer { group.cancelAll() }
            for name in running { _ = try await backend.shutdown(name) }
            let deadline = ContinuousClock.now + Self.patience
            while true {
                let left = try await backend.instances().filter(\.isRunning).map(\.name)
                if left.isEmpty { break }
                guard ContinuousClock.now < deadline else {
                    let names = try await services.machineNames(of: left).joined(separator: ", ")
                    throw Fault(.serviceUnavailable, "These machines did not stop: \(names).")
                }
                try await Task.sleep(for: .milliseconds(250))
            }
            // The dispatcher still has to hear of it.
            try await Task.sleep(for: .seconds(1))
            return stopped
        }
    }
}
