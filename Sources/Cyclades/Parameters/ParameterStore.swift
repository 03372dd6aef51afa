import SQLAccess

extension Transaction {
    var parameters: ParameterStore { ParameterStore(tx: self) }
}

/// The SQL of `server_parameters`.
struct ParameterStore {
    let tx: Transaction

    func insert(_ sealed: [UInt8], digest: [UInt8], of server: Server.ID) throws {
        try tx.run(
            """
            INSERT INTO server_parameters (server_id, key_digest, sealed) VALUES (\(server), \(digest), \(sealed))
            """)
    }

    /// Nil when they were fetched, or the making has ended.
    func lookup(of server: Server.ID) throws -> [UInt8]? {
        try tx.value("SELECT sealed FROM server_parameters WHERE server_id = \(server)")
    }

    /// The server and its sealed parameters.
    func lookup(digest: [UInt8], locking: Bool = false) throws -> (server: Server.ID, sealed: [UInt8])? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT server_id, sealed FROM server_parameters WHERE key_digest = \(digest)\(lock)")
            .map { (try $0.get(0), try $0.get(1)) }
    }

    func delete(of server: Server.ID) throws {
        try tx.run("DELETE FROM server_parameters WHERE server_id = \(server)")
    }
}
