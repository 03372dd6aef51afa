import SQLAccess
import Vocabulary

/// The table `policy`.
struct PolicyStore {
    let tx: Transaction

    /// The policy of a container: the defaults, overlaid by what is stored. Stored values that make no sense, which
    /// only an old database can hold, count as the default.
    func find(_ container: Node.ID, defaults: ContainerPolicy) throws -> ContainerPolicy {
        try overlay(tx.all("SELECT key, value FROM policy WHERE node = \(container)"), defaults: defaults, from: 0)
    }

    /// The policies of all containers of an account.
    func list(ofContainersOf account: Node.ID, defaults: ContainerPolicy) throws -> [Node.ID: ContainerPolicy] {
        var rows: [Node.ID: [Row]] = [:]
        try tx.forEach(
            """
            SELECT p.node, p.key, p.value FROM policy p JOIN nodes n ON n.node = p.node WHERE n.parent = \(account)
            """
        ) { row in
            rows[try row.get(0), default: []].append(row)
        }
        return try rows.mapValues { try overlay($0, defaults: defaults, from: 1) }
    }

    private func overlay(_ rows: [Row], defaults: ContainerPolicy, from index: Int) throws -> ContainerPolicy {
        var policy = defaults
        for row in rows {
            let key: String = try row.get(index)
            let value: String = try row.getOptional(index + 1) ?? ""
            if let changed = try? policy.changed(by: [key: value], defaults: defaults) { policy = changed }
        }
        return policy
    }

    func set(_ policy: ContainerPolicy, of container: Node.ID) throws {
        for (key, value) in policy.values.sorted(by: { $0.key < $1.key }) {
            try tx.run(
                """
                INSERT INTO policy (node, key, value) VALUES (\(container), \(key), \(value))
                ON CONFLICT (node, key) DO UPDATE SET value = EXCLUDED.value
                """)
        }
    }
}
