import Cyclades
import Logging
import QEMUClient
import Vocabulary

/// Starts and ends the QEMU process of a machine. Decides nothing about what the machine should be.
struct MachineRunner: Sendable {
    var store: MachineStore
    var qemu: Program
    var accelerator: Accelerator
    var settings: QEMUSettings
    var logger: Logger

    /// How often ports are chosen anew when somebody else was quicker.
    private static let attempts = 5
    /// QEMU answers in a fifth of a second; a host that starts many machines at once needs longer.
    private static let startPatience: Duration = .seconds(30)
    private static let endPatience: Duration = .seconds(5)

    func process(of machine: Machine) -> MachineProcess {
        MachineProcess(directory: store.directory(of: machine.instance), uuid: machine.uuid)
    }

    /// Starts the machine's process and connects to its monitor.
    ///
    /// - Returns: The machine with the ports it has got, and what there is to hold of it.
    /// - Throws: `QEMUBackendError.programFailed` with what QEMU said.
    func start(_ machine: Machine) async throws -> (Machine, RunningMachine) {
        var machine = machine
        var attempt = 0
        while true {
            attempt += 1
            machine.forwards = try await choosePorts(machine)
            do {
                return (machine, try await startOnce(machine))
            } catch QEMUBackendError.programFailed(_, let message)
                where message.contains("host forwarding") && attempt < Self.attempts
            {
                logger.debug("A port was taken by somebody else", metadata: ["instance": "\(machine.name)"])
            }
        }
    }

    private func choosePorts(_ machine: Machine) async throws -> [PortForward] {
        guard machine.nics.contains(where: \.isPublic) else { return [] }
        return try await offPool {
            let others = try store.names().filter { $0 != machine.instance }.compactMap(store.lookup)
            return try ForwardPorts(host: settings.forwardHost, range: settings.forwardPorts).choose(
                guestPorts: settings.guestPorts, before: machine.forwards,
                taken: Set(others.flatMap { $0.forwards.map(\.port) }))
        }
    }

    private func startOnce(_ machine: Machine) async throws -> RunningMachine {
        let directory = store.directory(of: machine.instance)
        let process = process(of: machine)
        let line = MachineCommandLine(
            machine: machine, directory: directory, accelerator: accelerator,
            allowsOutgoing: settings.allowsOutgoing)
        try await offPool {
            // What an earlier life left behind must not be taken for this one's.
            try Files.remove(directory.processID)
            try Files.remove(directory.monitor)
            try Files.remove(directory.log)
            // The ports are told to the user, and kept over a crash from here on.
            try store.save(machine)
        }
        let id = try await qemu.start(line.arguments.words, errorLog: directory.log)
        let deadline = ContinuousClock.now + Self.startPatience
        while true {
            do {
                return RunningMachine(process: id, client: try await process.connect(timeout: .seconds(5)))
            } catch {
                try Task.checkCancellation()
                if try await offPool({ Program.state(of: id) }) != .running {
                    throw QEMUBackendError.programFailed("QEMU", message: Program.tail(of: directory.log))
                }
                guard ContinuousClock.now < deadline else {
                    try await end(process, id, machine)
                    throw QEMUBackendError.programFailed("QEMU", message: "its monitor does not answer: \(error)")
                }
                try await Task.sleep(for: .milliseconds(25))
            }
        }
    }

    /// Presses the power button, and again every few seconds: a guest that is still starting up does not hear it.
    ///
    /// - Returns: Whether the machine went down in time.
    func askToPowerDown(_ client: QMPClient) async throws -> Bool {
        let deadline = ContinuousClock.now + settings.shutdownPatience
        while ContinuousClock.now < deadline {
            do {
                try await client.execute(.systemPowerdown)
            } catch QMPError.closed {
                return true
            }
            let rest = deadline - ContinuousClock.now
            if await client.waitUntilClosed(within: min(rest, .seconds(5))) { return true }
            try Task.checkCancellation()
        }
        return false
    }

    /// Takes the power away: asks QEMU to end, then makes it. Nothing is done to a machine that is down.
    ///
    /// - Throws: `QEMUBackendError.stillAlive`, from a process that hangs in the kernel.
    func cutPower(_ machine: Machine, _ running: RunningMachine?) async throws {
        let process = process(of: machine)
        if let running {
            _ = try? await running.client.execute(.quit, timeout: .seconds(2))
            if try await process.waitUntilGone(running.process, within: Self.endPatience) { return }
        }
        guard let id = try await offPool({ running?.process ?? process.search() }) else { return }
        try await end(process, id, machine)
    }

    private func end(_ process: MachineProcess, _ id: Int32, _ machine: Machine) async throws {
        try await offPool { process.kill(id) }
        guard try await process.waitUntilGone(id, within: Self.endPatience) else {
            throw QEMUBackendError.stillAlive(machine.name)
        }
    }
}
