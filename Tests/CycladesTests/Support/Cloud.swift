import AstakosClient
import Cyclades
import Dispatcher
import Logging
import SQLAccess
import Settings
import Synchronization
import TestEngines
import VMBackends
import Vocabulary

/// A whole Cyclades with a simulated backend, one public network and one flavor, on a fresh database.
struct Cloud {
    let database: any Database
    let quota = MemoryQuota()
    let images = MemoryImages()
    let backend: SimulatedBackend
    let channel: InProcessEventChannel
    let services: CycladesServices
    let dispatcher: Dispatcher
    let clock: TestClock
    let image: Image.ID
    let flavor: Flavor
    let network: Network

    static let ann = UserID("ann")
    static let bob = UserID("bob")
    static let secretKey = "the tests' key"

    init(
        _ engine: TestEngine, mode: SimulatedBackend.Mode = .manual, cidr: String = "198.51.100.0/24",
        settings: CycladesSettings = CycladesSettings()
    ) async throws {
        let clock = TestClock()
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        database = try await engine.fresh(CycladesMigrations.all)
        channel = InProcessEventChannel(database: database, logger: logger)
        backend = SimulatedBackend(mode: mode, channel: channel, clock: { clock.now() })
        services = CycladesServices(
            database: database, quota: quota, images: images, backend: backend, channel: channel, settings: settings,
            secretKey: Secret(Self.secretKey), logger: logger, clock: { clock.now() })
        dispatcher = Dispatcher(services: services, logger: logger, clock: { clock.now() })
        self.clock = clock
        try await services.prepare(backend: "localhost")
        image = images.addImage("debian", of: Self.ann)
        flavor = try await services.flavors.create(cpus: 2, memoryMiB: 1024, diskGiB: 20, diskTemplate: "drbd")
        network = try await services.networks.createPublic(
            NetworkDraft(owner: nil, name: "public", type: .custom, cidr: cidr, gateway: nil), backend: "localhost")
    }

    /// The same installation after its process died and another one began: what is in memory is gone.
    func restarted(secretKey: String = Self.secretKey, on other: (any VMBackend)? = nil) -> CycladesServices {
        CycladesServices(
            database: database, quota: quota, images: images, backend: other ?? backend, channel: channel,
            settings: CycladesSettings(), secretKey: Secret(secretKey), soleWriterSince: clock.now(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, clock: { [clock] in clock.now() })
    }

    func draft(_ name: String = "web", owner: UserID = ann) -> ServerDraft {
        ServerDraft(owner: owner, name: name, image: image, flavor: flavor.id)
    }

    /// A new server, still BUILD.
    func create(_ name: String = "web", owner: UserID = ann) async throws -> Server {
        try await services.servers.create(draft(name, owner: owner)).detail.server
    }

    /// A server that the backend has told to be there, with its public address.
    func createActive(_ name: String = "web", owner: UserID = ann) async throws -> Server {
        let created = try await services.servers.create(draft(name, owner: owner)).detail
        let address = created.nics.first?.ipv4 ?? ""
        let verdict = await report(
            "OP_INSTANCE_CREATE", "success", on: created.server.id,
            nics: [["network": .string("snf-net-\(network.id)"), "ip": .string(address), "mac": "aa:00:00:11:22:33"]])
        precondition(verdict == .ack)
        return try await services.servers.find(created.server.id, owner: owner)
    }

    /// Tells the dispatcher of a job, as the backend would. Time goes on by a second before, unless it is given.
    func report(
        _ opcode: String, _ status: String, on server: Server.ID, nics: JSONValue? = nil, at time: Timestamp? = nil,
        extra: [String: JSONValue] = [:]
    ) async -> EventVerdict {
        var body: [String: JSONValue] = [
            "type": "ganeti-op-status", "event_time": eventTime(time), "jobId": 7, "operation": .string(opcode),
            "status": .string(status), "logmsg": "", "instance": .string("snf-\(server)"), "cluster": "localhost",
        ]
        body["nics"] = nics
        body.merge(extra) { _, new in new }
        return await dispatcher.handle(kind: .op, body: JSONValue.object(body).description)
    }

    func eventTime(_ time: Timestamp? = nil) -> JSONValue {
        let time = time ?? clock.advance(by: .seconds(1))
        return [.int(time.microseconds / 1_000_000), .int(time.microseconds % 1_000_000)]
    }

    func find(_ id: Server.ID) async throws -> Server { try await services.servers.find(id, owner: nil) }

    /// How many addresses of the public network are in use by interfaces.
    func addressesInUse() async throws -> Int {
        try await database.read { try $0.value("SELECT COUNT(*) FROM taken_address WHERE in_use") ?? 0 }
    }

    func count(_ table: String) async throws -> Int {
        try await database.read { try $0.value("SELECT COUNT(*) FROM \(SQL(verbatim: table))") ?? 0 }
    }
}

/// A clock that goes only when it is told to, and never stands still between two looks.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp.now())

    func now() -> Timestamp { advance(by: .microseconds(1)) }

    @discardableResult
    func advance(by span: Duration) -> Timestamp {
        time.withLock { time in
            time = time + span
            return time
        }
    }
}
