import Cyclades
import Logging
import QEMUClient
import Vocabulary

extension QEMUBackend {
    /// Does the jobs and watches the machines until the task is cancelled. Machines go on running then; a job that was
    /// interrupted is taken up by the next backend that runs. Call it once.
    ///
    /// - Throws: `QEMUBackendError.directoryBusy` when another process does this already; when a program is missing.
    public func run() async throws {
        let lock = try DirectoryLock(settings.directory)
        let runner = try await makeRunner()
        try await images.removePartials()
        try await images.tidy(inUse: imagesInUse())
        await withDiscardingTaskGroup { group in
            let watched = AsyncStream.makeStream(of: Watched.self)
            let turn = Turn(runner: runner, watch: watched.continuation)
            await adopt(turn)
            for job in unfinished { await queue.add(.job(job), on: InstanceName(job.instance)) }
            group.addTask { await self.watchMachines(watched.stream) }
            group.addTask { await self.trimLogs() }
            for await instance in queue.idleMachines {
                group.addTask { await self.work(on: instance, turn) }
            }
            group.cancelAll()
        }
        // The monitors serve one client each: the next `run` wants them.
        for client in running.removeAll() { await client.close() }
        _ = lock
    }

    /// What the tasks of one `run` share.
    struct Turn: Sendable {
        let runner: MachineRunner
        /// Takes the machines whose monitor is newly connected.
        let watch: AsyncStream<Watched>.Continuation
    }

    struct Watched: Sendable {
        let instance: InstanceName
        let client: QMPClient
        let token: RunningMachines.Token
    }

    /// Ends all machines that run, asking their guests first; for when no `run` is going on.
    ///
    /// The next `run` reports them as down.
    ///
    /// - Returns: The machines that were running.
    /// - Throws: `QEMUBackendError.directoryBusy` while a `run` is going on anywhere; `.stillAlive`.
    public func endMachines() async throws -> [InstanceName] {
        let lock = try DirectoryLock(settings.directory)
        let runner = try await makeRunner()
        let machines = machines
        let ended = try await withThrowingTaskGroup(of: InstanceName?.self) { group in
            for name in try await offPool({ machines.names() }) {
                group.addTask { try await self.end(name, runner) }
            }
            return try await group.reduce(into: [InstanceName]()) { ended, name in
                if let name { ended.append(name) }
            }
        }
        _ = lock
        return ended.sorted()
    }

    /// Nil when the machine was down.
    private func end(_ instance: InstanceName, _ runner: MachineRunner) async throws -> InstanceName? {
        let machines = machines
        guard let machine = try await offPool({ try machines.lookup(instance) }) else { return nil }
        let process = runner.process(of: machine)
        guard try await offPool({ process.find() }) != nil else { return nil }
        let client = try? await process.connect(timeout: .seconds(5))
        if let client { _ = try await runner.askToPowerDown(client) }
        try await runner.cutPower(machine, client: client)
        return instance
    }

    private func makeRunner() async throws -> MachineRunner {
        guard let qemu = settings.qemu else {
            throw QEMUBackendError.programMissing(packages: settings.missingPackages)
        }
        let probe = AcceleratorProbe(qemu: qemu, directory: settings.directory, logger: logger)
        let accelerator = try await probe.find(settings.accelerator)
        logger.info("Machines run on this host", metadata: ["accelerator": "\(accelerator.word)"])
        return MachineRunner(
            store: machines, qemu: qemu, accelerator: accelerator, settings: settings, logger: logger)
    }

    func imagesInUse() async throws -> Set<String> {
        let machines = machines
        return try await offPool {
            Set(try machines.names().compactMap { try machines.lookup($0)?.imageHash })
        }
    }

    // MARK: - Watching

    /// Connects to the machines that run, and has a look at those that should and do not.
    private func adopt(_ turn: Turn) async {
        let machines = machines
        let names = (try? await offPool { machines.names() }) ?? []
        for name in names {
            do {
                guard let machine = try await offPool({ try machines.lookup(name) }) else { continue }
                if try await connect(machine, turn) {
                    logger.info("A running machine was adopted", metadata: ["instance": "\(name)"])
                } else if machine.power == .on {
                    await queue.add(.look, on: name)
                }
            } catch {
                logger.error("A machine cannot be adopted", metadata: ["instance": "\(name)", "error": "\(error)"])
            }
        }
    }

    /// Connects to a machine's monitor if its process is there; false when it is not.
    ///
    /// - Throws: `QMPError` when the process is there but does not answer.
    func connect(_ machine: Machine, _ turn: Turn) async throws -> Bool {
        if running.lookup(machine.instance) != nil { return true }
        let process = turn.runner.process(of: machine)
        guard try await offPool({ process.find() }) != nil else { return false }
        let client = try await process.connect(timeout: .seconds(5))
        attach(client, to: machine.instance, turn)
        return true
    }

    func attach(_ client: QMPClient, to instance: InstanceName, _ turn: Turn) {
        let token = running.add(client, for: instance)
        turn.watch.yield(Watched(instance: instance, client: client, token: token))
    }

    private func watchMachines(_ stream: AsyncStream<Watched>) async {
        await withDiscardingTaskGroup { group in
            for await watched in stream {
                group.addTask { await self.watch(watched.instance, watched.client, watched.token) }
            }
            group.cancelAll()
        }
    }

    /// Listens to one machine until its QEMU ends.
    private func watch(_ instance: InstanceName, _ client: QMPClient, _ token: RunningMachines.Token) async {
        for await event in await client.events() {
            switch event.name {
            case "VNC_INITIALIZED":
                // The password was good for one connection; this is it.
                _ = try? await client.execute(.expireVNCPassword(inSeconds: 0))
            case "SHUTDOWN":
                struct Cause: Decodable { var guest: Bool }
                let isGuest = (try? event.data(as: Cause.self))?.guest == true
                running.note(isGuest ? "The guest powered itself off." : "QEMU was told to end.", of: instance)
            default:
                continue
            }
        }
        guard !Task.isCancelled else { return }
        running.remove(instance, token: token)
        await queue.add(.look, on: instance)
    }

    /// Moves a serial log that has grown too large aside. QEMU appends, so it goes on at the new beginning.
    private func trimLogs() async {
        let machines = machines
        let limit = settings.serialLogBytes
        while !Task.isCancelled {
            do {
                try await offPool {
                    for name in machines.names() {
                        try SerialLog(path: machines.directory(of: name).serialLog).trim(above: limit)
                    }
                }
                try await Task.sleep(for: .seconds(30))
            } catch is CancellationError {
                return
            } catch {
                logger.warning("A serial log cannot be trimmed", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(30))
            }
        }
    }
}
