public import Cyclades
import Logging
public import Vocabulary

/// For who ends all machines of a host, see `synnefo down --machines`.
extension QEMUBackend {
    /// The machines whose process is there, by name: also one that was started a moment ago and has not yet said who it is.
    public func runningMachines() async throws -> [InstanceName] {
        let machines = machines
        return try await offPool {
            var names: [String: InstanceName] = [:]
            for name in machines.names() {
                if let machine = try machines.lookup(name) { names[machine.uuid] = name }
            }
            return MachineProcess.running(among: Set(names.keys)).compactMap { names[$0] }.sorted()
        }
    }

    /// Shuts machines down, after what was asked of them before, until none of them runs or has anything to do. One that
    /// runs again is shut down again. Beside `run`.
    ///
    /// - Parameter limit: gives up after this.
    public func shutDown(_ instances: [InstanceName], within limit: Duration) async throws {
        let deadline = ContinuousClock.now + limit
        for instance in instances { await order(.shutdown, on: instance) }
        while ContinuousClock.now < deadline {
            // First who has work, then who runs: nobody can start between the two who has nothing to do.
            var isBusy = false
            var free: [InstanceName] = []
            for instance in instances {
                if await queue.isBusy(instance) { isBusy = true } else { free.append(instance) }
            }
            let running = Set(try await runningMachines())
            if !isBusy, running.isDisjoint(with: instances) { return }
            for instance in free where running.contains(instance) { await order(.shutdown, on: instance) }
            try await Task.sleep(for: .milliseconds(250))
        }
    }

    /// What is refused now is asked for again, or the power is cut in the end.
    private func order(_ operation: Job.Operation, on instance: InstanceName) async {
        do {
            _ = try await begin(operation, on: instance)
        } catch {
            logger.warning("A machine cannot be asked", metadata: ["instance": "\(instance)", "error": "\(error)"])
        }
    }

    /// Takes the power from every machine that runs. What the records say of them follows when a backend runs again.
    ///
    /// - Returns: those that run in spite of it.
    /// - Throws: `QEMUBackendError.directoryBusy` while a backend runs.
    public func cutAllPower() async throws -> [InstanceName] {
        let lock = try await DirectoryLock.take(settings.directory)
        let machines = machines
        for name in try await runningMachines() {
            logger.warning("A machine did not go down and loses its power", metadata: ["instance": "\(name)"])
            guard let machine = try await offPool({ try machines.lookup(name) }) else { continue }
            let process = MachineProcess(directory: machines.directory(of: name), uuid: machine.uuid)
            guard let id = try await offPool({ process.search() }) else { continue }
            try await offPool { process.kill(id) }
            _ = try await process.waitUntilGone(id, within: .seconds(5))
        }
        let left = try await runningMachines()
        withExtendedLifetime(lock) {}
        return left
    }
}
