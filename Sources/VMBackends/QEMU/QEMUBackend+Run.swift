public import Cyclades
import Logging
import QEMUClient
import Synchronization
public import Vocabulary

extension QEMUBackend {
    /// Does the jobs and watches the machines until the task is cancelled. Machines go on running then; a job that was
    /// interrupted is taken up by the next backend that runs. Call it once.
    ///
    /// - Parameter chosen: does the jobs of these machines only; those of others are left to the next backend that runs.
    ///   Nil for all.
    /// - Throws: `QEMUBackendError.directoryBusy` when another process does this already.
    public func run(only chosen: Set<InstanceName>? = nil) async throws {
        do {
            try await serve(chosen)
        } catch is CancellationError {
            // Also while it was still looking what this host can do.
        }
    }

    private func serve(_ chosen: Set<InstanceName>?) async throws {
        let lock = try await DirectoryLock.take(settings.directory)
        isRunning.withLock { $0 = true }
        defer { isRunning.withLock { $0 = false } }
        if let obstacle {
            // The rest of the cloud is of use without machines; calls are refused meanwhile.
            logger.error("Machines cannot be run on this host", metadata: ["reason": "\(obstacle)"])
            while !Task.isCancelled { try? await Task.sleep(for: .seconds(3600)) }
            return
        }
        let runner = try await makeRunner()
        try await images.removePartials()
        try await images.tidy(inUse: imagesInUse())
        await withDiscardingTaskGroup { group in
            let watched = AsyncStream.makeStream(of: Watched.self)
            let turn = Turn(runner: runner, watch: watched.continuation)
            await adopt(turn)
            group.addTask { await self.watchMachines(watched.stream, turn) }
            group.addTask { await self.keepHouse() }
            for await instance in queue.idleMachines where chosen?.contains(instance) != false {
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

    /// Connects to the machines that run, has a look at those that should and do not, and goes on with those whose
    /// making was promised and never began.
    private func adopt(_ turn: Turn) async {
        let machines = machines
        let names = (try? await offPool { machines.names() }) ?? []
        for name in names {
            do {
                guard let machine = try await offPool({ try machines.lookup(name) }) else { continue }
                if try await connect(machine, turn, searching: false) {
                    logger.info("A running machine was adopted", metadata: ["instance": "\(name)"])
                } else if machine.power == .on {
                    await queue.add(.look, on: name)
                } else if machine.power == .making, await !queue.isBusy(name) {
                    // We were killed between the machine's record and its job.
                    _ = try await begin(.create, on: name)
                }
            } catch {
                logger.error("A machine cannot be adopted", metadata: ["instance": "\(name)", "error": "\(error)"])
            }
        }
    }

    /// Connects to a machine's monitor if its process is there; false when it is not.
    ///
    /// - Parameter searching: Whether to look among all processes: one that was being started when we were killed has
    ///   not
    ///   yet said who it is.
    /// - Throws: `QMPError` when the process is there but does not answer.
    func connect(_ machine: Machine, _ turn: Turn, searching: Bool = true) async throws -> Bool {
        if running.lookup(machine.instance) != nil { return true }
        let process = turn.runner.process(of: machine)
        guard let id = try await offPool({ searching ? process.search() : process.find() }) else { return false }
        let deadline = ContinuousClock.now + .seconds(5)
        while true {
            do {
                let client = try await process.connect(timeout: .seconds(5))
                attach(RunningMachine(process: id, client: client), to: machine, turn)
                return true
            } catch {
                // It may be about to end, or not be listening yet.
                if try await process.waitUntilGone(id, within: .milliseconds(50)) { return false }
                guard ContinuousClock.now < deadline else { throw error }
            }
        }
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
