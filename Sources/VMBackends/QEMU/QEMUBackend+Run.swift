public import Cyclades
import Logging
import QEMUClient
public import Vocabulary

extension QEMUBackend {
    /// Does the jobs and watches the machines until the task is cancelled. Machines go on running then; a job that was
    /// interrupted is taken up by the next backend that runs. Call it once.
    ///
    /// - Throws: `QEMUBackendError.directoryBusy` when another process does this already; when a program is missing.
    public func run() async throws {
        let lock = try await DirectoryLock.take(settings.directory)
        let runner = try await makeRunner()
        try await images.removePartials()
        try await images.tidy(inUse: imagesInUse())
        await withDiscardingTaskGroup { group in
            let watched = AsyncStream.makeStream(of: Watched.self)
            let turn = Turn(runner: runner, watch: watched.continuation)
            await adopt(turn)
            for job in unfinished { await queue.add(.job(job), on: InstanceName(job.instance)) }
            group.addTask { await self.watchMachines(watched.stream, turn) }
            group.addTask { await self.keepHouse() }
            for await instance in queue.idleMachines {
                group.addTask { await self.work(on: instance, turn) }
            }
            group.cancelAll()
        }
        // The monitors serve one client each: the next `run` wants them.
        for machine in running.removeAll() { await machine.client.close() }
        withExtendedLifetime(lock) {}
    }

    /// What the tasks of one `run` share.
    struct Turn: Sendable {
        let runner: MachineRunner
        /// Takes the machines whose monitor is newly connected.
        let watch: AsyncStream<Watched>.Continuation
    }

    struct Watched: Sendable {
        let machine: Machine
        let running: RunningMachine
    }

    /// Ends all machines that run, asking their guests first; for when no `run` is going on.
    ///
    /// The next `run` reports them as down.
    ///
    /// - Returns: The machines that were running.
    /// - Throws: `QEMUBackendError.directoryBusy` while a `run` is going on anywhere; `.stillAlive`.
    public func endMachines() async throws -> [InstanceName] {
        let lock = try await DirectoryLock.take(settings.directory)
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
        withExtendedLifetime(lock) {}
        return ended.sorted()
    }

    /// Nil when the machine was down.
    private func end(_ instance: InstanceName, _ runner: MachineRunner) async throws -> InstanceName? {
        let machines = machines
        guard let machine = try await offPool({ try machines.lookup(instance) }) else { return nil }
        let process = runner.process(of: machine)
        guard let id = try await offPool({ process.find() }) else { return nil }
        let client = try? await process.connect(timeout: .seconds(5))
        let running = client.map { RunningMachine(process: id, client: $0) }
        if let client { _ = try await runner.askToPowerDown(client) }
        try await runner.cutPower(machine, running)
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
        guard let id = try await offPool({ process.find() }) else { return false }
        let client: QMPClient
        do {
            client = try await process.connect(timeout: .seconds(5))
        } catch {
            // It was about to end.
            if try await process.waitUntilGone(id, within: .seconds(1)) { return false }
            throw error
        }
        attach(RunningMachine(process: id, client: client), to: machine, turn)
        return true
    }

    func attach(_ running: RunningMachine, to machine: Machine, _ turn: Turn) {
        self.running.add(running, for: machine.instance)
        turn.watch.yield(Watched(machine: machine, running: running))
    }

    private func watchMachines(_ stream: AsyncStream<Watched>, _ turn: Turn) async {
        await withDiscardingTaskGroup { group in
            for await watched in stream {
                group.addTask { await self.watch(watched, turn) }
            }
            group.cancelAll()
        }
    }

    /// Listens to one machine until its QEMU ends.
    private func watch(_ watched: Watched, _ turn: Turn) async {
        let instance = watched.machine.instance
        let client = watched.running.client
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
        // The monitor closes a moment before the process ends; who looks should find it gone.
        let process = turn.runner.process(of: watched.machine)
        _ = try? await process.waitUntilGone(watched.running.process, within: .seconds(5))
        running.remove(instance, process: watched.running.process)
        await queue.add(.look, on: instance)
    }

    /// Every half minute: keeps serial logs short, and looks at machines that should run and are not held, because
    /// their monitor did not answer when they were adopted.
    private func keepHouse() async {
        let machines = machines
        let limit = settings.serialLogBytes
        while !Task.isCancelled {
            do {
                try await Task.sleep(for: .seconds(30))
                let running = running
                let lost = try await offPool {
                    try machines.names().filter { name in
                        try SerialLog(path: machines.directory(of: name).serialLog).trim(above: limit)
                        return try running.lookup(name) == nil && machines.lookup(name)?.power == .on
                    }
                }
                for name in lost { await queue.add(.look, on: name) }
            } catch is CancellationError {
                return
            } catch {
                logger.warning("The machines' logs cannot be looked after", metadata: ["error": "\(error)"])
            }
        }
    }
}
