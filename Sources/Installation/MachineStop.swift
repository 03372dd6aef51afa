import Cyclades
import Dispatcher
import Logging
import Settings
import VMBackends
import Vocabulary

/// Stops all machines of an installation whose server does not run.
public struct MachineStop: Sendable {
    private let settings: InstalledSettings

    /// A guest that does not go down in the time that the settings give it loses its power; a minute more for
    /// what was asked of it before.
    private var patience: Duration { .seconds(60 + max(60, settings.localBackend.shutdownSeconds)) }

    public init(_ settings: InstalledSettings) {
        self.settings = settings
    }

    /// Asks every running guest to go down, waits until none runs, and in the end takes their power away. What the records
    /// say follows.
    ///
    /// - Returns: the names of the machines that were stopped.
    /// - Throws: `Fault(.conflict)` when a server runs; `Fault(.serviceUnavailable)` naming the machines whose processes
    ///   cannot be ended.
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
        let running = try await backend.runningMachines()
        guard !running.isEmpty else { return [] }
        let stopped = try await services.machineNames(of: running)
        if backend.obstacle == nil {
            do {
                try await ask(running, backend, Dispatcher(services: services.cyclades, logger: logger))
            } catch {
                logger.error("The machines cannot be shut down in order", metadata: ["error": "\(error)"])
            }
        }
        // Nobody works on machines any more, so what is stopped now stays so.
        let left = try await backend.cutAllPower()
        guard left.isEmpty else {
            let names = try await services.machineNames(of: left).joined(separator: ", ")
            throw Fault(.serviceUnavailable, "These machines did not stop: \(names).")
        }
        return stopped
    }

    /// Asks machines to go down, and lets the records follow. Jobs of other machines are not begun: they are for the next
    /// start of the cloud.
    private func ask(_ machines: [InstanceName], _ backend: QEMUBackend, _ dispatcher: Dispatcher) async throws {
        let patience = patience
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await backend.run(only: Set(machines)) }
            group.addTask { try await dispatcher.run() }
            group.addTask {
                try await backend.shutDown(machines, within: patience)
                // The dispatcher still has to hear of it.
                try await Task.sleep(for: .seconds(1))
            }
            defer { group.cancelAll() }
            _ = try await group.next()
        }
    }
}
