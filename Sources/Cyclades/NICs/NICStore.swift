import SQLAccess
import Vocabulary

extension Transaction {
    var nics: NICStore { NICStore(tx: self) }
}

/// The SQL of `nic`.
struct NICStore {
    let tx: Transaction

    private static let columns: SQL = "server_id, network_id, position, mac, ipv4, ipv6, firewall, state, dirty"

    /// By position.
    func list(of server: Server.ID) throws -> [NIC] {
        try tx.all("SELECT \(Self.columns) FROM nic WHERE server_id = \(server) ORDER BY position, id", NIC.init(row:))
    }

    /// The interfaces of many servers, each by position.
    func list(of servers: [Server.ID]) throws -> [Server.ID: [NIC]] {
        var nics: [Server.ID: [NIC]] = [:]
        for part in servers.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT \(Self.columns) FROM nic WHERE server_id IN \(.list(part)) ORDER BY server_id, position, id
                """
            ) { row in
                let nic = try NIC(row: row)
                nics[nic.server, default: []].append(nic)
            }
        }
        return nics
    }

    /// Active interfaces of the servers of `owner` (of all when nil) on these networks.
    func active(on networks: [Network.ID], owner: UserID?) throws -> [Network.ID: [NIC]] {
        var nics: [Network.ID: [NIC]] = [:]
        for part in networks.chunks(of: 500) {
            var conditions: [SQL] = ["network_id IN \(.list(part))", "state = \(NIC.State.active)"]
            if let owner { conditions.append("server_id IN (SELECT id FROM server WHERE owner = \(owner))") }
            try tx.forEach(
                "SELECT \(Self.columns) FROM nic WHERE \(.and(conditions)) ORDER BY server_id, position, id"
            ) { row in
                let nic = try NIC(row: row)
                nics[nic.network, default: []].append(nic)
            }
        }
        return nics
    }

    /// Whether anybody's interface, in any state, is on the network.
    func areOn(_ network: Network.ID) throws -> Bool {
        try tx.first("SELECT 1 FROM nic WHERE network_id = \(network) LIMIT 1") != nil
    }

    func insert(_ nic: NIC, at now: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO nic (\(Self.columns), created, updated) VALUES (\(nic.server), \(nic.network), \(nic.position),
            \(nic.mac), \(nic.ipv4), \(nic.ipv6), \(nic.firewall), \(nic.state), \(nic.isDirty), \(now), \(now))
            """)
    }

    /// Removes interfaces of a server, all of them or those in one state.
    func delete(of server: Server.ID, state: NIC.State? = nil) throws {
        var conditions: [SQL] = ["server_id = \(server)"]
        if let state { conditions.append("state = \(state)") }
        try tx.run("DELETE FROM nic WHERE \(.and(conditions))")
    }

    func setDirty(_ dirty: Bool, of server: Server.ID, at now: Timestamp) throws {
        try tx.run("UPDATE nic SET dirty = \(dirty), updated = \(now) WHERE server_id = \(server)")
    }
}

extension NIC {
    /// Reads the columns of `NICStore.columns`.
    fileprivate init(row: Row) throws {
        self.init(
            server: try row.get(0), network: try row.get(1), position: try row.get(2), mac: try row.get(3),
            ipv4: try row.getOptional(4), ipv6: try row.getOptional(5), firewall: try row.getOptional(6),
            state: try row.get(7), isDirty: try row.get(8))
    }
}
