public import AstakosClient
public import Vocabulary

/// A virtual machine as Cyclades knows it.
///
/// Its row is written when a user asks for it and stays for ever; a removed server is marked deleted. The API never
/// changes `operState`: what a user asks is written down in `task`, and how it went arrives as job reports.
///
///     create ──▶ BUILD ──create success──▶ STARTED ◀──startup, reboot── STOPPED
///                  └───create error──▶ ERROR        ──shutdown──────────▶
///     any state ──remove success──▶ DESTROYED and deleted: addresses and quota go back
///
/// Source: compute.md 2.2 and 4.1, operations.md 3.8.
public struct Server: Sendable, Hashable {
    public typealias ID = Identifier<Server, Int64>

    public var id: ID
    /// At most 255 characters.
    public var name: String
    public var owner: UserID
    public var image: Image.ID
    public var flavor: Flavor.ID
    public var backend: Backend.ID
    public var created: Timestamp
    /// Moves on every change that a client who polls should see.
    public var updated: Timestamp
    public var isDeleted: Bool
    /// By an administrator: its owner may look at it but not change it.
    public var isSuspended: Bool
    public var task: ServerTask
    /// When `task` was asked for.
    public var asked: Timestamp
    public var operState: OperState
    public var job: LastJob
    /// Event time of the newest report that moved the state; older reports are stale.
    public var reportedAt: Timestamp?
    /// 0 to 100.
    public var buildPercentage: Int
    /// The commission that charged it, or gave it back.
    public var commission: CommissionSerial?
    /// Ports of the host that lead to the guest, where the backend has a user-mode network.
    public var portForwards: [PortForward]

    /// What was last told of a job. All nil between an accepted action and the first report on it.
    public struct LastJob: Sendable, Hashable {
        public var id: JobID?
        public var opcode: InstanceOpcode?
        public var status: JobStatus?
        public var log: String?

        public init(
            id: JobID? = nil, opcode: InstanceOpcode? = nil, status: JobStatus? = nil, log: String? = nil
        ) {
            self.id = id
            self.opcode = opcode
            self.status = status
            self.log = log
        }
    }
}
