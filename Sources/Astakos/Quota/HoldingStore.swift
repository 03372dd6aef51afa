import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var holdings: HoldingStore { HoldingStore(tx: self) }
}

/// The table `holdings`.
struct HoldingStore {
    let tx: Transaction

    private static let columns: SQL = "holder, source, resource, uplimit, usage_min, usage_max"

    /// Those of the keys that exist, locked until the transaction ends, in the order that all writers lock in.
    func lock(_ keys: some Sequence<Holding.Key>) throws -> [Holding.Key: Holding] {
        var found: [Holding.Key: Holding] = [:]
        for chunk in Array(Set(keys)).sorted().chunks(of: 200) {
            let tuples = SQL.commaSeparated(chunk.map { "(\($0.holder), \($0.source), \($0.resource))" })
            try tx.forEach(
                """
                SELECT \(Self.columns) FROM holdings WHERE (holder, source, resource) IN (VALUES \(tuples))
                ORDER BY holder, source, resource\(SQL.forUpdate)
                """
            ) { row in
                let holding = try Holding(row)
                found[holding.key] = holding
            }
        }
        return found
    }

    /// Those of the keys that exist, as they are just now.
    func find(_ keys: some Sequence<Holding.Key>) throws -> [Holding.Key: Holding] {
        var found: [Holding.Key: Holding] = [:]
        for key in keys {
            let row = try tx.first(
                """
                SELECT \(Self.columns) FROM holdings
                WHERE holder = \(key.holder) AND source = \(key.source) AND resource = \(key.resource)
                """)
            found[key] = try row.map(Holding.init)
        }
        return found
    }

    /// Writes the two counts back.
    func save(_ holdings: some Sequence<Holding>) throws {
        for holding in holdings {
            try tx.run(
                """
                UPDATE holdings SET usage_min = \(holding.usageMin), usage_max = \(holding.usageMax)
                WHERE holder = \(holding.key.holder) AND source = \(holding.key.source)
                    AND resource = \(holding.key.resource)
                """)
        }
    }

    /// All of many users, each user's in the order their resources were registered.
    func list(of users: [UserID]) throws -> [UserID: [Holding]] {
        var found: [UserID: [Holding]] = [:]
        for chunk in users.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT \(Self.columns) FROM holdings WHERE holder IN \(.list(chunk))
                ORDER BY (SELECT id FROM resources WHERE name = holdings.resource), source, resource
                """
            ) { row in
                let holding = try Holding(row)
                found[holding.key.holder, default: []].append(holding)
            }
        }
        return found
    }

    /// Those of resources that services of `component` registered, of one user or of all.
    func list(ofComponent component: String, user: UserID?) throws -> [Holding] {
        var conditions: [SQL] = [
            """
            resource IN (SELECT resources.name FROM resources
                JOIN services ON services.name = resources.service_origin
                JOIN components ON components.id = services.component_id WHERE components.name = \(component))
            """
        ]
        if let user { conditions.append("holder = \(user)") }
        return try tx.all("SELECT \(Self.columns) FROM holdings WHERE \(.and(conditions))", Holding.init)
    }
}

extension Holding {
    fileprivate init(_ row: Row) throws {
        self.init(
            key: Key(holder: try row.get(0), source: try row.get(1), resource: try row.get(2)),
            limit: try row.get(3), usageMin: try row.get(4), usageMax: try row.get(5))
    }
}
