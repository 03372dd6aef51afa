import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var networks: NetworkStore { NetworkStore(tx: self) }
}

/// The SQL of `network` and `backend_network`.
struct NetworkStore {
    let tx: Transaction

    private static let columns: SQL = """
        id, name, owner, type, link, mac_prefix, cidr, gateway, cidr6, gateway6, dhcp, public, drained, state, task,
        deleted, created, updated
        """

    /// - Throws: itemNotFound, also when the network is another user's.
    func find(_ id: Network.ID, visibleTo user: UserID? = nil, locking: Bool = false) throws -> Network {
        guard let network = try lookup(id, locking: locking),
            user == nil || network.isPublic || network.owner == user
        else { throw Fault(.itemNotFound, "Network not found.") }
        return network
    }

    func lookup(_ id: Network.ID, locking: Bool = false) throws -> Network? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM network WHERE id = \(id)\(lock)").map(Network.init(row:))
    }

    /// By id.
    func list(_ filter: NetworkFilter) throws -> [Network] {
        var conditions: [SQL] = []
        if let user = filter.visibleTo { conditions.append("(owner = \(user) OR public)") }
        if let since = filter.changedSince {
            conditions.append("updated >= \(since)")
        } else if !filter.includesDeleted {
            conditions.append("NOT deleted")
        }
        return try tx.all(
            "SELECT \(Self.columns) FROM network WHERE \(.and(conditions)) ORDER BY id", Network.init(row:))
    }

    /// Public networks that give out addresses, by id.
    func publicWithAddresses() throws -> [Network] {
        try tx.all(
            "SELECT \(Self.columns) FROM network WHERE public AND NOT deleted AND NOT drained ORDER BY id",
            Network.init(row:))
    }

    func insert(
        _ draft: NetworkDraft, link: String, macPrefix: String, commission: CommissionSerial?, at now: Timestamp
    )
        throws -> Network
    {
        let rows = try tx.all(
            """
            INSERT INTO network (name, owner, type, mode, link, mac_prefix, tags, cidr, gateway, cidr6, gateway6, dhcp,
            public, drained, state, task, deleted, commission, release_due, created, updated)
            VALUES (\(draft.name), \(draft.owner), \(draft.type), \(draft.type.mode), \(link), \(macPrefix),
            \(draft.type.tag), \(draft.cidr), \(draft.gateway), \(draft.cidr6), \(draft.gateway6), \(draft.hasDHCP),
            \(draft.isPublic), FALSE, \(NetworkState.active), \(NetworkTask.create), FALSE, \(commission), FALSE,
            \(now), \(now))
            RETURNING \(Self.columns)
            """, Network.init(row:))
        guard let network = rows.first else { throw DatabaseError.noRow(statement: "INSERT INTO network") }
        return network
    }

    func rename(_ id: Network.ID, to name: String, at now: Timestamp) throws {
        try tx.run("UPDATE network SET name = \(name), updated = \(now) WHERE id = \(id)")
    }

    func setTask(_ task: NetworkTask, on id: Network.ID, at now: Timestamp) throws {
        try tx.run("UPDATE network SET task = \(task), updated = \(now) WHERE id = \(id)")
    }

    func setDrained(_ drained: Bool, on id: Network.ID, at now: Timestamp) throws {
        try tx.run("UPDATE network SET drained = \(drained), updated = \(now) WHERE id = \(id)")
    }

    /// Marks it deleted; its owner's quota is to be given back.
    func setDeleted(_ id: Network.ID, releaseDue: Bool, at now: Timestamp) throws {
        try tx.run(
            """
            UPDATE network SET deleted = TRUE, state = \(NetworkState.deleted), release_due = \(releaseDue),
            updated = \(now) WHERE id = \(id)
            """)
    }

    /// So that clients who poll see the change of an interface (compute.md 1.10).
    func touch(_ ids: some Sequence<Network.ID>, at now: Timestamp) throws {
        try tx.run("UPDATE network SET updated = \(now) WHERE id IN \(.list(ids))")
    }

    /// Networks whose quota has not gone back yet.
    func awaitingRelease(limit: Int) throws -> [Network.ID] {
        try tx.all("SELECT id FROM network WHERE release_due ORDER BY id LIMIT \(limit)", { try $0.get(0) })
    }

    /// The network whose quota is to go back; nil when it has gone back already.
    func lookupAwaitingRelease(_ id: Network.ID, locking: Bool = false) throws -> Network? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM network WHERE id = \(id) AND release_due\(lock)")
            .map(Network.init(row:))
    }

    func setReleased(_ id: Network.ID, commission: CommissionSerial) throws {
        try tx.run("UPDATE network SET release_due = FALSE, commission = \(commission) WHERE id = \(id)")
    }

    // MARK: - On backends

    private static let backendColumns: SQL = """
        network_id, backend_id, mac_prefix, oper_state, job_id, job_opcode, job_status, job_log, reported_at
        """

    func backendNetworks(of network: Network.ID) throws -> [BackendNetwork] {
        try tx.all(
            "SELECT \(Self.backendColumns) FROM backend_network WHERE network_id = \(network) ORDER BY backend_id",
            BackendNetwork.init(row:))
    }

    /// The network on this backend; its row is made when there is none.
    func backendNetwork(_ network: Network, on backend: Backend) throws -> BackendNetwork {
        let digit = String(backend.slot, radix: 16)
        try tx.run(
            """
            INSERT INTO backend_network (network_id, backend_id, mac_prefix, oper_state)
            VALUES (\(network.id), \(backend.id), \(network.macPrefix + digit), \(NetworkState.pending))
            ON CONFLICT (network_id, backend_id) DO NOTHING
            """)
        let row = try tx.first(
            """
            SELECT \(Self.backendColumns) FROM backend_network
            WHERE network_id = \(network.id) AND backend_id = \(backend.id)\(.forUpdate)
            """)
        guard let row else { throw DatabaseError.noRow(statement: "SELECT FROM backend_network") }
        return try BackendNetwork(row: row)
    }

    func update(_ network: BackendNetwork) throws {
        try tx.run(
            """
            UPDATE backend_network SET oper_state = \(network.state), job_id = \(network.job.id),
            job_opcode = \(network.job.opcode), job_status = \(network.job.status), job_log = \(network.job.log),
            reported_at = \(network.reportedAt)
            WHERE network_id = \(network.network) AND backend_id = \(network.backend)
            """)
    }
}

extension Network {
    /// Reads the columns of `NetworkStore.columns`.
    fileprivate init(row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        owner = try row.getOptional(2)
        type = try row.get(3)
        link = try row.get(4)
        macPrefix = try row.get(5)
        cidr = try row.get(6)
        gateway = try row.getOptional(7)
        cidr6 = try row.getOptional(8)
        gateway6 = try row.getOptional(9)
        hasDHCP = try row.get(10)
        isPublic = try row.get(11)
        isDrained = try row.get(12)
        state = try row.get(13)
        task = try row.get(14)
        isDeleted = try row.get(15)
        created = try row.get(16)
        updated = try row.get(17)
    }
}

extension BackendNetwork {
    /// Reads the columns of `NetworkStore.backendColumns`.
    fileprivate init(row: Row) throws {
        network = try row.get(0)
        backend = try row.get(1)
        macPrefix = try row.get(2)
        state = try row.get(3)
        job = NetworkJob(
            id: try row.getOptional(4), opcode: try row.getOptional(5), status: try row.getOptional(6),
            log: try row.getOptional(7))
        reportedAt = try row.getOptional(8)
    }
}
