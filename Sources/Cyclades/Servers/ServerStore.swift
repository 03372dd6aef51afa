import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var servers: ServerStore { ServerStore(tx: self) }
}

/// The SQL of `server`.
struct ServerStore {
    let tx: Transaction

    private static let columns: SQL = """
        id, name, owner, image_id, flavor_id, backend_id, created, updated, deleted, suspended, task, oper_state,
        job_id, job_opcode, job_status, job_log, reported_at, build_percentage, commission, port_forwards, asked
        """

    /// - Throws: itemNotFound, also when the server is another user's.
    func find(_ id: Server.ID, owner: UserID? = nil, locking: Bool = false) throws -> Server {
        guard let server = try lookup(id, locking: locking), owner == nil || server.owner == owner else {
            throw Fault(.itemNotFound, "Server not found.")
        }
        return server
    }

    func lookup(_ id: Server.ID, locking: Bool = false) throws -> Server? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM server WHERE id = \(id)\(lock)").map(Server.init(row:))
    }

    /// By id.
    func list(_ filter: ServerFilter) throws -> [Server] {
        var conditions: [SQL] = []
        if let owner = filter.owner { conditions.append("owner = \(owner)") }
        if let since = filter.changedSince {
            conditions.append("updated >= \(since)")
        } else if !filter.includesDeleted {
            conditions.append("NOT deleted")
        }
        var limit: SQL = ""
        if let page = filter.page {
            if let marker = page.marker { conditions.append("id > \(marker)") }
            limit = " LIMIT \(page.limit)"
        }
        return try tx.all(
            "SELECT \(Self.columns) FROM server WHERE \(.and(conditions)) ORDER BY id\(limit)", Server.init(row:))
    }

    func insert(_ draft: NewServer) throws -> Server {
        let rows = try tx.all(
            """
            INSERT INTO server (name, owner, image_id, flavor_id, backend_id, created, updated, deleted, suspended,
            task, asked, oper_state, build_percentage, commission, release_due)
            VALUES (\(draft.name), \(draft.owner), \(draft.image), \(draft.flavor), \(draft.backend), \(draft.created),
            \(draft.created), FALSE, FALSE, \(ServerTask.create), \(draft.created), \(OperState.build), 0,
            \(draft.commission), FALSE)
            RETURNING \(Self.columns)
            """, Server.init(row:))
        guard let server = rows.first else { throw DatabaseError.noRow(statement: "INSERT INTO server") }
        return server
    }

    /// Stores all that a report may have changed. A removal leaves the owner's quota to be given back.
    func update(_ server: Server, releaseDue: Bool = false) throws {
        let release: SQL = releaseDue ? ", release_due = TRUE" : ""
        try tx.run(
            """
            UPDATE server SET updated = \(server.updated), deleted = \(server.isDeleted), task = \(server.task),
            asked = \(server.asked), oper_state = \(server.operState), job_id = \(server.job.id), job_opcode = \(server.job.opcode),
            job_status = \(server.job.status), job_log = \(server.job.log), reported_at = \(server.reportedAt),
            build_percentage = \(server.buildPercentage), port_forwards = \(server.portForwards.storedText)\(release)
            WHERE id = \(server.id)
            """)
    }

    func rename(_ id: Server.ID, to name: String, at now: Timestamp) throws {
        try tx.run("UPDATE server SET name = \(name), updated = \(now) WHERE id = \(id)")
    }

    func setSuspended(_ suspended: Bool, on id: Server.ID, at now: Timestamp) throws {
        try tx.run("UPDATE server SET suspended = \(suspended), updated = \(now) WHERE id = \(id)")
    }

    /// So that clients who poll see what changed around it.
    func touch(_ id: Server.ID, at now: Timestamp) throws {
        try tx.run("UPDATE server SET updated = \(now) WHERE id = \(id)")
    }

    /// Writes down the backend's job, unless a report on it has been faster or another action has begun.
    func setJob(_ job: JobID, of task: ServerTask, on id: Server.ID) throws {
        try tx.run(
            """
            UPDATE server SET job_id = \(job)
            WHERE id = \(id) AND task = \(task) AND job_id IS NULL AND job_status IS NULL
            """)
    }

    // MARK: - Metadata

    func metadata(of id: Server.ID) throws -> [String: String] {
        try metadata(of: [id])[id] ?? [:]
    }

    func metadata(of ids: [Server.ID]) throws -> [Server.ID: [String: String]] {
        var metadata: [Server.ID: [String: String]] = [:]
        for part in ids.chunks(of: 500) {
            try tx.forEach("SELECT server_id, key, value FROM server_metadata WHERE server_id IN \(.list(part))") {
                metadata[try $0.get(0), default: [:]][try $0.get(1)] = try $0.get(2)
            }
        }
        return metadata
    }

    func setMetadata(_ metadata: [String: String], of id: Server.ID) throws {
        for (key, value) in metadata {
            try tx.run(
                """
                INSERT INTO server_metadata (server_id, key, value) VALUES (\(id), \(key), \(value))
                ON CONFLICT (server_id, key) DO UPDATE SET value = \(value)
                """)
        }
    }

    /// False when there is none of this key.
    func deleteMetadata(_ key: String, of id: Server.ID) throws -> Bool {
        try tx.run("DELETE FROM server_metadata WHERE server_id = \(id) AND key = \(key)") > 0
    }

    // MARK: - Quota that is to go back

    /// Removed servers whose quota has not gone back yet.
    func awaitingRelease(limit: Int) throws -> [Server.ID] {
        try tx.all("SELECT id FROM server WHERE release_due ORDER BY id LIMIT \(limit)", { try $0.get(0) })
    }

    /// The server whose quota is to go back; nil when it has gone back already.
    func lookupAwaitingRelease(_ id: Server.ID, locking: Bool = false) throws -> Server? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM server WHERE id = \(id) AND release_due\(lock)")
            .map(Server.init(row:))
    }

    func setReleased(_ id: Server.ID, commission: CommissionSerial) throws {
        try tx.run("UPDATE server SET release_due = FALSE, commission = \(commission) WHERE id = \(id)")
    }
}

/// What a server's row is first written with.
struct NewServer: Sendable {
    var name: String
    var owner: UserID
    var image: Image.ID
    var flavor: Flavor.ID
    var backend: Backend.ID
    var created: Timestamp
    var commission: CommissionSerial
}

extension Server {
    /// Reads the columns of `ServerStore.columns`.
    fileprivate init(row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        owner = try row.get(2)
        image = try row.get(3)
        flavor = try row.get(4)
        backend = try row.get(5)
        created = try row.get(6)
        updated = try row.get(7)
        isDeleted = try row.get(8)
        isSuspended = try row.get(9)
        task = try row.get(10)
        operState = try row.get(11)
        job = LastJob(
            id: try row.getOptional(12), opcode: try row.getOptional(13), status: try row.getOptional(14),
            log: try row.getOptional(15))
        reportedAt = try row.getOptional(16)
        buildPercentage = try row.get(17)
        commission = try row.getOptional(18)
        portForwards = [PortForward](storedText: try row.getOptional(19, as: String.self))
        asked = try row.get(20)
    }
}
