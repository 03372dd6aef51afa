public import Cyclades
public import Logging
import QEMUClient
import Synchronization
public import Vocabulary

/// Machines on this host, each a QEMU process of its own that outlives us.
///
/// ```
///  create, start, …          run()
///       │                      │
///       ▼                      ▼
///   job on disk ──▶ JobQueue ──▶ one worker a machine ──▶ MachineMaker (seed, image, disk)
///                      ▲            │       │            ─▶ MachineRunner (QEMU process, monitor)
///       QEMU ended ────┘            │       └──▶ event channel (running, progress, success or error)
///     (its monitor closed)          └──▶ machine.json
/// ```
///
/// A call returns when its job is on disk. `run` does the jobs; it takes up those that a crash interrupted, connects to
/// the machines that still run and reports those that ended meanwhile. Every job may be done twice. Under `directory`:
/// `machines/<name>/` (record, disk, seed, logs, sockets), `images/<hash>`, `jobs/<number>.json`.
public final class QEMUBackend: VMBackend, Sendable {
    let settings: QEMUSettings
    let channel: any EventChannel
    let logger: Logger
    let machines: MachineStore
    let images: ImageCache
    let jobs: JobStore
    let queue: JobQueue
    let running = RunningMachines()
    let clock = EventClock()
    let events: MachineEvents
    let openImage: ImageOpener?
    /// Whether `run` holds the directory.
    let isRunning = Mutex(false)
    /// Where to read the images of creations that this process took on.
    private let sources = Mutex<[InstanceName: ImageSource]>([:])

    /// Opens an image again, by its hash and url: after a restart, for a machine whose making was interrupted. Nil from
    /// it, or without it, fails such a job.
    public typealias ImageOpener = @Sendable (_ hash: String, _ url: String) async throws -> ImageSource?

    /// - Throws: When the directory cannot be made, or holds what cannot be read.
    public init(
        settings: QEMUSettings, channel: any EventChannel, openImage: ImageOpener? = nil, logger: Logger
    ) throws {
        self.settings = settings
        self.channel = channel
        self.openImage = openImage
        self.logger = logger
        let root = settings.directory
        for directory in [root, root + "/machines", root + "/images", root + "/jobs"] {
            try Files.makeDirectory(directory)
        }
        machines = MachineStore(path: root + "/machines")
        images = ImageCache(directory: root + "/images", limitBytes: settings.imageCacheBytes)
        jobs = JobStore(directory: root + "/jobs")
        events = MachineEvents(clusterName: settings.clusterName)
        queue = JobQueue(try jobs.load())
    }

    public func create(_ order: InstanceOrder) async throws -> JobID {
        guard MachineStore.isUsable(order.name) else {
            throw Fault(.badRequest, "\(order.name) cannot be the name of a machine.")
        }
        try await checkHost()
        try await makeMaker().prepare(order)
        sources.withLock { $0[order.name] = order.image }
        return try await begin(.create, on: order.name)
    }

    public func start(_ instance: InstanceName) async throws -> JobID {
        try await begin(.start, on: instance)
    }

    public func shutdown(_ instance: InstanceName) async throws -> JobID {
        try await begin(.shutdown, on: instance)
    }

    public func reboot(_ instance: InstanceName, type: RebootType) async throws -> JobID {
        switch type {
        case .soft: try await begin(.softReboot, on: instance)
        case .hard: try await begin(.hardReboot, on: instance)
        }
    }

    public func remove(_ instance: InstanceName) async throws -> JobID {
        try await begin(.remove, on: instance)
    }

    public func console(of instance: InstanceName) async throws -> ConsoleEndpoint {
        guard let client = running.lookup(instance)?.client else {
            throw Fault(.badRequest, "The server is not running.")
        }
        let password = String(AdminPassword.generate(length: Self.vncPasswordLength))
        do {
            try await client.execute(.setVNCPassword(password))
            try await client.execute(.expireVNCPassword(inSeconds: 60))
        } catch let error as QMPError {
            throw Fault(.serviceUnavailable, "The console cannot be opened now.", cause: error)
        }
        return ConsoleEndpoint(address: .unix(path: machines.directory(of: instance).vnc), password: password)
    }

    /// More do not count in VNC authentication.
    private static let vncPasswordLength = 8

    public func instances() async throws -> [InstanceReport] {
        let machines = machines
        let running = running
        return try await offPool {
            try machines.names().compactMap { name in
                guard let machine = try machines.lookup(name) else { return nil }
                let process = MachineProcess(directory: machines.directory(of: name), uuid: machine.uuid)
                return InstanceReport(
                    name: name, isRunning: running.lookup(name) != nil || process.find() != nil,
                    portForwards: machine.forwards)
            }
        }
    }

    /// The lines a machine has written on its first serial port, at most the latest 4 KiB.
    public func serialText(of instance: InstanceName) async throws -> String {
        let path = machines.directory(of: instance).serialLog
        return try await offPool { Program.tail(of: path) }
    }

    /// Takes a job on.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` on a host that cannot run machines.
    func begin(_ operation: Job.Operation, on instance: InstanceName) async throws -> JobID {
        try await checkHost()
        guard MachineStore.isUsable(instance) else {
            throw Fault(.badRequest, "\(instance) cannot be the name of a machine.")
        }
        let hasRoom = await queue.hasRoom(on: instance)
        guard hasRoom || operation == .remove || operation == .create else {
            throw Fault(.serviceUnavailable, "The machine has much to do already; try again in a minute.")
        }
        let jobs = jobs
        let job = try await offPool { try jobs.add(operation, on: instance) }
        await queue.add(.job(job), on: instance)
        return JobID(job.id)
    }

    private func checkHost() async throws {
        if let problem { throw Fault(.serviceUnavailable, "This host cannot run machines now.", cause: problem) }
        // Two who number jobs and make machines in one directory would undo each other's work.
        let deadline = ContinuousClock.now + DirectoryLock.patience
        while try await !mayGiveOrders() {
            guard ContinuousClock.now < deadline else {
                throw Fault(
                    .serviceUnavailable,
                    "A running cloud looks after the machines in \(settings.directory); orders must come from it.")
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    private func mayGiveOrders() async throws -> Bool {
        if isRunning.withLock({ $0 }) { return true }
        let directory = settings.directory
        return try await offPool { try DirectoryLock.isFree(directory) }
    }

    /// Why no machine can be run here, in words for the operator; nil when nothing is known that keeps us from it.
    public var obstacle: String? { problem?.description }

    var problem: QEMUBackendError? {
        let missing = settings.missingPackages
        guard missing.isEmpty else { return .programMissing(packages: missing) }
        let excess = machines.directory(of: Self.longName).agent.utf8.count - MachineDirectory.socketPathMax
        guard excess <= 0 else {
            return .pathTooLong(settings.namedDirectory, limit: settings.namedDirectory.utf8.count - excess)
        }
        return nil
    }

    /// Room for the names of a million machines.
    private static let longName = InstanceName("snf-999999")

    func makeMaker() throws -> MachineMaker {
        guard let qemuImage = settings.qemuImage, let isoMaker = settings.isoMaker else {
            throw QEMUBackendError.programMissing(packages: settings.missingPackages)
        }
        return MachineMaker(store: machines, images: images, qemuImage: qemuImage, isoMaker: isoMaker)
    }

    /// Where the image of a machine in the making is read; nil when nobody knows any more.
    func source(for machine: Machine) async throws -> ImageSource? {
        if let known = sources.withLock({ $0[machine.instance] }) { return known }
        return try await openImage?(machine.imageHash, machine.imageURL)
    }

    func forgetSource(of instance: InstanceName) {
        sources.withLock { $0[instance] = nil }
    }
}
