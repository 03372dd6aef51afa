public import Cyclades
public import Vocabulary

/// A backend without machines, for tests and for the contract's testbed: it keeps what it was asked in memory, gives
/// jobs numbers, and in `automatic` mode tells of them as a cluster would. The same calls give the same answers.
public actor SimulatedBackend: NetworkingBackend {
    public enum Mode: Sendable {
        /// Takes every order and tells of none; events come from whoever drives the test.
        case manual
        /// Does every job at once and publishes queued, running, progress and the outcome.
        case automatic
    }

    public let mode: Mode
    private let channel: (any EventChannel)?
    private let events: SimulatedEvents
    private let clock: @Sendable () -> Timestamp
    private var nextJob: Int64 = 1
    private var lastEventTime = Timestamp(microseconds: 0)
    private var machines: [InstanceName: SimulatedInstance] = [:]
    private var script: [SimulatedOperation.Kind: [SimulatedFailure]] = [:]
    private var consoles: SimulatedConsole?

    /// Everything that was asked, in order, also what was refused.
    public private(set) var operations: [SimulatedOperation] = []
    /// The orders of creation, in order.
    public private(set) var orders: [InstanceOrder] = []

    /// - Parameter channel: where events go in automatic mode.
    public init(
        mode: Mode, channel: (any EventChannel)? = nil, cluster: String = "localhost",
        clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.mode = mode
        self.channel = channel
        self.clock = clock
        events = SimulatedEvents(cluster: cluster)
    }

    // MARK: - The script

    /// The next operations of this kind fail so, one after the other.
    public func fail(_ kind: SimulatedOperation.Kind, _ failures: SimulatedFailure...) {
        script[kind, default: []] += failures
    }

    /// Forgets machines, operations and script; jobs count from 1 again.
    public func reset() {
        nextJob = 1
        machines = [:]
        script = [:]
        operations = []
        orders = []
    }

    /// A machine goes away without a word.
    public func lose(_ instance: InstanceName) { machines[instance] = nil }

    /// A machine goes up or down without a word.
    public func setRunning(_ isRunning: Bool, _ instance: InstanceName) { machines[instance]?.isRunning = isRunning }

    // MARK: - Machines

    public func create(_ order: InstanceOrder) async throws -> JobID {
        orders.append(order)
        return try await run(.create(order.name), "OP_INSTANCE_CREATE", on: order.name) { backend, job in
            if backend.machines[order.name] == nil {
                backend.machines[order.name] = SimulatedInstance(order, number: job.rawValue)
            }
        }
    }

    public func start(_ instance: InstanceName) async throws -> JobID {
        try await run(.start(instance), "OP_INSTANCE_STARTUP", on: instance) { backend, _ in
            backend.machines[instance]?.isRunning = true
        }
    }

    public func shutdown(_ instance: InstanceName) async throws -> JobID {
        try await run(.shutdown(instance), "OP_INSTANCE_SHUTDOWN", on: instance) { backend, _ in
            backend.machines[instance]?.isRunning = false
        }
    }

    public func reboot(_ instance: InstanceName, type: RebootType) async throws -> JobID {
        try await run(.reboot(instance, type), "OP_INSTANCE_REBOOT", on: instance) { backend, _ in
            backend.machines[instance]?.isRunning = true
        }
    }

    public func remove(_ instance: InstanceName) async throws -> JobID {
        try await run(.remove(instance), "OP_INSTANCE_REMOVE", on: instance) { backend, _ in
            backend.machines[instance] = nil
        }
    }

    public func console(of instance: InstanceName) async throws -> ConsoleEndpoint {
        // In manual mode nobody tells this backend which machines run.
        guard mode == .manual || machines[instance]?.isRunning == true else {
            throw Fault(.badRequest, "Server not in ACTIVE state.")
        }
        if consoles == nil { consoles = try await SimulatedConsole.start() }
        guard let consoles else { throw Fault(.serviceUnavailable, "The console could not be started.") }
        return consoles.endpoint
    }

    public func instances() async throws -> [InstanceReport] {
        machines.values.map { InstanceReport(name: $0.order.name, isRunning: $0.isRunning) }
            .sorted { $0.name < $1.name }
    }

    // MARK: - Networks

    public func createNetwork(_ order: NetworkOrder) async throws -> JobID {
        try await run(.createNetwork(order.name), ["OP_NETWORK_ADD", "OP_NETWORK_CONNECT"], network: order.name)
    }

    public func removeNetwork(_ network: String) async throws -> JobID {
        try await run(.removeNetwork(network), ["OP_NETWORK_REMOVE"], network: network)
    }

    public func addNIC(_ nic: NICOrder, to instance: InstanceName) async throws -> JobID {
        try await run(.addNIC(instance, network: nic.network), "OP_INSTANCE_SET_PARAMS", on: instance) { backend, job in
            let mac = nic.mac ?? SimulatedInstance.mac(job.rawValue, nic.index)
            backend.machines[instance]?.nics.append(
                .init(network: nic.network, mac: mac, ipv4: nic.ipv4, firewall: ""))
        }
    }

    public func removeNIC(at position: Int, from instance: InstanceName) async throws -> JobID {
        try await run(.removeNIC(instance, position: position), "OP_INSTANCE_SET_PARAMS", on: instance) { backend, _ in
            guard let count = backend.machines[instance]?.nics.count, (0..<count).contains(position) else { return }
            backend.machines[instance]?.nics.remove(at: position)
        }
    }

    public func setFirewall(
        _ profile: FirewallProfile, of instance: InstanceName, nic position: Int
    ) async throws -> JobID {
        try await run(.setFirewall(instance, profile), "OP_INSTANCE_SET_PARAMS", on: instance) { backend, _ in
            guard let count = backend.machines[instance]?.nics.count, (0..<count).contains(position) else { return }
            backend.machines[instance]?.nics[position].firewall = profile.tag
        }
    }

    // MARK: - Jobs

    private func take(_ operation: SimulatedOperation) throws -> (job: JobID, failure: SimulatedFailure?) {
        operations.append(operation)
        var failure: SimulatedFailure?
        if script[operation.kind]?.isEmpty == false { failure = script[operation.kind]?.removeFirst() }
        if failure == .refused { throw SimulatedRefusal() }
        defer { nextJob += 1 }
        return (JobID(nextJob), failure)
    }

    private func run(
        _ operation: SimulatedOperation, _ opcode: String, on instance: InstanceName,
        _ effect: (isolated SimulatedBackend, JobID) -> Void
    ) async throws -> JobID {
        let (job, failure) = try take(operation)
        if failure == nil || failure == .lostEvent { effect(self, job) }
        guard mode == .automatic, failure != .lostEvent else { return job }
        var told = [JobStatus.queued, .running].map {
            events.operation(opcode, $0, job: job, instance: instance, at: tick())
        }
        if opcode == "OP_INSTANCE_CREATE", failure == nil {
            told += [Int64(50), 100].map { events.progress($0, instance: instance, at: tick()) }
        }
        told.append(outcome(failure, opcode, job: job, instance: instance))
        for event in told { try await channel?.publish(event) }
        return job
    }

    private func outcome(
        _ failure: SimulatedFailure?, _ opcode: String, job: JobID, instance: InstanceName
    ) -> BackendEvent {
        switch failure {
        case .jobError, .refused: events.operation(opcode, .error, job: job, instance: instance, at: tick())
        case .jobCanceled: events.operation(opcode, .canceled, job: job, instance: instance, at: tick())
        case nil, .lostEvent:
            events.operation(
                opcode, .success, job: job, instance: instance,
                nics: Self.tellsNICs.contains(opcode) ? machines[instance]?.nics : nil, at: tick())
        }
    }

    private static let tellsNICs: Set = ["OP_INSTANCE_CREATE", "OP_INSTANCE_STARTUP", "OP_INSTANCE_SET_PARAMS"]

    private func run(_ operation: SimulatedOperation, _ opcodes: [String], network: String) async throws -> JobID {
        let (job, failure) = try take(operation)
        guard mode == .automatic, failure != .lostEvent else { return job }
        let status: JobStatus =
            switch failure {
            case nil, .lostEvent: .success
            case .jobCanceled: .canceled
            case .jobError, .refused: .error
            }
        for opcode in opcodes {
            try await channel?.publish(events.network(opcode, status, job: job, network: network, at: tick()))
        }
        return job
    }

    /// Now, and later than any event before: two events of one moment would hide each other.
    private func tick() -> Timestamp {
        lastEventTime = max(clock(), lastEventTime + .microseconds(1))
        return lastEventTime
    }
}

/// The scripted refusal of an order.
public struct SimulatedRefusal: Error, CustomStringConvertible {
    public var description: String { "The script refuses this order" }
}
