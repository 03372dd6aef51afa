import Cyclades
import Logging
import QEMUClient
import Vocabulary

extension QEMUBackend {
    /// Does what is to be done on one machine, until nothing is left.
    func work(on instance: InstanceName, _ turn: Turn) async {
        while !Task.isCancelled, let work = await queue.next(on: instance) {
            switch work {
            case .job(let job): await perform(job, turn)
            case .look: await look(at: instance, turn)
            }
        }
    }

    /// Does one job and tells how it went. When the task is cancelled the job stays as it is, to be done again.
    private func perform(_ job: Job, _ turn: Turn) async {
        var job = job
        if !job.isOver {
            await mention(events.operation(job, status: .running, at: clock.now(), machine: nil))
            do {
                try await carryOut(job, turn)
                job.status = .success
            } catch {
                guard !Task.isCancelled else { return }
                await end(&job, because: error)
            }
        }
        await report(job)
    }

    private func end(_ job: inout Job, because error: any Error) async {
        if job.operation != .remove, await queue.isRemoving(InstanceName(job.instance)) { return job.cancel() }
        job.status = .error
        job.message = (error as? Fault)?.message ?? "\(error)"
        job.reason = (error as? QEMUBackendError)?.ownersReason
        logger.warning(
            "A job failed", metadata: ["job": "\(job.id)", "instance": "\(job.instance)", "error": "\(error)"])
    }

    /// Publishes a job's end and forgets the job. The end is on disk before it is told, with its time, so that it is
    /// told the same way again should we be killed in between.
    private func report(_ ended: Job) async {
        var job = ended
        let jobs = jobs
        let machines = machines
        do {
            if job.endedAt == nil {
                job.endedAt = clock.now().microseconds
                let job = job
                try await offPool { try jobs.save(job) }
            }
            let isTold = job.status == .success && job.operation.reportsInterfaces
            let name = InstanceName(job.instance)
            let machine = isTold ? try await offPool { try machines.lookup(name) } : nil
            let time = Timestamp(microseconds: job.endedAt ?? 0)
            // A creation that gave way to the removal is told by the removal alone: nothing has gone wrong.
            if job.status != .canceled || job.operation != .create {
                let status = job.status.reported
                if status == .error, job.operation == .create {
                    guard await publish(events.failure(of: job, at: time)) else { return }
                }
                guard await publish(events.operation(job, status: status, at: time, machine: machine)) else { return }
            }
            let done = job
            try await offPool { try jobs.finish(done) }
        } catch {
            guard !Task.isCancelled else { return }
            logger.error(
                "A job's end cannot be kept; it is told again after a restart",
                metadata: ["job": "\(job.id)", "error": "\(error)"])
        }
    }

    /// Publishes what is no loss when the channel is away: work does not wait for it.
    func mention(_ event: BackendEvent) async {
        do {
            try await channel.publish(event)
        } catch {
            logger.warning("An event was not published", metadata: ["error": "\(error)"])
        }
    }

    /// Publishes until the channel takes it; false when the task is cancelled before that.
    private func publish(_ event: BackendEvent) async -> Bool {
        while true {
            do {
                try await channel.publish(event)
                return true
            } catch {
                guard !Task.isCancelled else { return false }
                logger.error("An event cannot be published; trying again", metadata: ["error": "\(error)"])
                try? await Task.sleep(for: .seconds(1))
            }
        }
    }

    private func carryOut(_ job: Job, _ turn: Turn) async throws {
        let instance = InstanceName(job.instance)
        let machines = machines
        if job.operation == .remove { return try await tearDown(instance, turn) }
        let machine = try await offPool { try machines.find(instance) }
        let operation = job.operation
        try await queue.interruptibly(on: instance) { try await self.carryOut(operation, on: machine, turn) }
    }

    private func carryOut(_ operation: Job.Operation, on machine: Machine, _ turn: Turn) async throws {
        switch operation {
        case .create: try await make(machine, turn)
        case .start: try await powerOn(machine, turn)
        case .shutdown: try await powerOff(machine, turn)
        case .softReboot: try await rebootSoftly(machine, turn)
        case .hardReboot: try await reset(machine, turn)
        // `tearDown`; an end that was noticed is over when its job is written.
        case .remove, .ended: break
        }
    }

    // MARK: - The operations

    private func make(_ machine: Machine, _ turn: Turn) async throws {
        defer { forgetSource(of: machine.instance) }
        do {
            let disk = machines.directory(of: machine.instance).disk
            if try await offPool({ Files.size(disk) }) == nil { try await makeDisk(machine) }
            try await powerOn(machine, turn)
        } catch {
            // Not to be tried again after a restart: its end is told.
            if !Task.isCancelled { try await set(.off, machine) }
            throw error
        }
    }

    private func makeDisk(_ machine: Machine) async throws {
        let progress = CopyProgress(instance: machine.instance, backend: self)
        try await makeMaker().makeDisk(machine, source: source(for: machine)) { position, total in
            await progress.tell(position, of: total)
        }
        try await images.tidy(inUse: imagesInUse())
    }

    private func powerOn(_ machine: Machine, _ turn: Turn) async throws {
        var machine = machine
        if try await !connect(machine, turn) {
            let running: RunningMachine
            (machine, running) = try await turn.runner.start(machine)
            attach(running, to: machine, turn)
        }
        try await set(.on, machine)
    }

    private func powerOff(_ machine: Machine, _ turn: Turn) async throws {
        let running = try await reach(machine, turn)
        if let running { _ = try await turn.runner.askToPowerDown(running.client) }
        try await turn.runner.cutPower(machine, running)
        self.running.remove(machine.instance)
        try await set(.off, machine)
    }

    /// Asks the guest's agent; a guest without one is asked by the power button and started again.
    private func rebootSoftly(_ machine: Machine, _ turn: Turn) async throws {
        guard let running = try await reach(machine, turn) else { return try await powerOn(machine, turn) }
        let events = await running.client.events()
        if try await askAgentToReboot(machine) {
            if await Self.waitForReset(events, within: settings.shutdownPatience) { return }
            try Task.checkCancellation()
            return try await reset(machine, turn)
        }
        try await powerOff(machine, turn)
        let machines = machines
        try await powerOn(try await offPool { try machines.find(machine.instance) }, turn)
    }

    private func askAgentToReboot(_ machine: Machine) async throws -> Bool {
        do {
            let agent = try await GuestAgentClient.connect(socketPath: machines.directory(of: machine.instance).agent)
            let isAsked: Void? = try? await agent.shutDown(.reboot)
            await agent.close()
            return isAsked != nil
        } catch is QMPError {
            return false
        }
    }

    private static func waitForReset(_ events: AsyncStream<QMPEvent>, within limit: Duration) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                for await event in events where event.name == "RESET" { return true }
                return false
            }
            group.addTask {
                try? await Task.sleep(for: limit)
                return false
            }
            let isReset = await group.next() ?? false
            group.cancelAll()
            return isReset
        }
    }

    private func reset(_ machine: Machine, _ turn: Turn) async throws {
        guard let running = try await reach(machine, turn) else { return try await powerOn(machine, turn) }
        try await running.client.execute(.systemReset)
        try await set(.on, machine)
    }

    private func tearDown(_ instance: InstanceName, _ turn: Turn) async throws {
        let machines = machines
        if let machine = try await offPool({ try machines.lookup(instance) }) {
            try await turn.runner.cutPower(machine, try await reach(machine, turn))
        }
        running.remove(instance)
        forgetSource(of: instance)
        try await offPool { try machines.remove(instance) }
    }

    /// What is held of a running machine; nil when it is down, or its QEMU hangs and can only be killed.
    private func reach(_ machine: Machine, _ turn: Turn) async throws -> RunningMachine? {
        do {
            return try await connect(machine, turn) ? running.lookup(machine.instance) : nil
        } catch let error as QMPError {
            logger.warning(
                "A machine's monitor does not answer", metadata: ["instance": "\(machine.name)", "error": "\(error)"])
            return nil
        }
    }

    private func set(_ power: Machine.Power, _ machine: Machine) async throws {
        var machine = machine
        machine.power = power
        let machines = machines
        let changed = machine
        try await offPool { try machines.save(changed) }
    }

    // MARK: - What nobody asked for

    /// A machine's monitor has closed, or did not answer at start: when its QEMU is gone and should not be, that is
    /// told
    /// as a shutdown.
    private func look(at instance: InstanceName, _ turn: Turn) async {
        let machines = machines
        let jobs = jobs
        do {
            guard running.lookup(instance) == nil,
                let machine = try await offPool({ try machines.lookup(instance) }), machine.power == .on
            else { return }
            // Only the connection was lost.
            if try await connect(machine, turn) { return }
            logger.notice("A machine went down by itself", metadata: ["instance": "\(instance)"])
            let message = running.takeLastWords(of: instance) ?? "The machine was found down."
            var job = try await offPool { try jobs.add(.ended, on: instance, message: message) }
            try await set(.off, machine)
            job.status = .success
            await report(job)
        } catch {
            guard !Task.isCancelled else { return }
            logger.error("A machine cannot be looked at", metadata: ["instance": "\(instance)", "error": "\(error)"])
        }
    }
}
