import SQLAccess
import Vocabulary

extension Transaction {
    var resources: ResourceStore { ResourceStore(tx: self) }
}

/// The tables `resources` and `base_quotas`.
struct ResourceStore {
    let tx: Transaction

    private static let columns: SQL =
        "id, name, description, unit, service_type, service_origin, uplimit, allow_in_projects"

    func list() throws -> [Resource] {
        try tx.all("SELECT \(Self.columns) FROM resources ORDER BY id", Resource.init)
    }

    func lookup(named name: String, locking: Bool = false) throws -> Resource? {
        let lock: SQL = locking ? .forUpdate : ""
        return try tx.first("SELECT \(Self.columns) FROM resources WHERE name = \(name)\(lock)").map(Resource.init)
    }

    /// - Throws: itemNotFound.
    func find(named name: String, locking: Bool = false) throws -> Resource {
        guard let resource = try lookup(named: name, locking: locking) else {
            throw Fault(.itemNotFound, "No such resource: \(name)")
        }
        return resource
    }

    func insert(_ definition: ResourceDefinition) throws -> Resource.ID {
        let id = try tx.value(
            """
            INSERT INTO resources (name, description, unit, service_type, service_origin, allow_in_projects)
            VALUES (\(definition.name), \(definition.description), \(definition.unit), \(definition.serviceType),
                \(definition.serviceOrigin), \(definition.allowInProjects ?? true))
            RETURNING id
            """, as: Resource.ID.self)
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO resources") }
        return id
    }

    func update(_ id: Resource.ID, to definition: ResourceDefinition) throws {
        try tx.run(
            """
            UPDATE resources SET description = \(definition.description), unit = \(definition.unit),
                allow_in_projects = COALESCE(\(definition.allowInProjects), allow_in_projects) WHERE id = \(id)
            """)
    }

    func set(limit: Int64, of id: Resource.ID) throws {
        try tx.run("UPDATE resources SET uplimit = \(limit) WHERE id = \(id)")
    }

    func set(allowInProjects: Bool, of id: Resource.ID) throws {
        try tx.run("UPDATE resources SET allow_in_projects = \(allowInProjects) WHERE id = \(id)")
    }

    // MARK: Base quota

    func baseQuota(of user: User.ID, _ resource: Resource.ID) throws -> Int64? {
        try tx.value("SELECT capacity FROM base_quotas WHERE user_id = \(user) AND resource_id = \(resource)")
    }

    /// The base quotas that were set for these users.
    func baseQuotas(of users: [User.ID]) throws -> [User.ID: [Resource.ID: Int64]] {
        var found: [User.ID: [Resource.ID: Int64]] = [:]
        for chunk in users.chunks(of: 500) {
            try tx.forEach(
                "SELECT user_id, resource_id, capacity FROM base_quotas WHERE user_id IN \(.list(chunk))"
            ) { found[try $0.get(0), default: [:]][try $0.get(1)] = try $0.get(2) }
        }
        return found
    }

    func set(baseQuota capacity: Int64?, of user: User.ID, _ resource: Resource.ID) throws {
        guard let capacity else {
            try tx.run("DELETE FROM base_quotas WHERE user_id = \(user) AND resource_id = \(resource)")
            return
        }
        try tx.run(
            """
            INSERT INTO base_quotas (user_id, resource_id, capacity) VALUES (\(user), \(resource), \(capacity))
            ON CONFLICT (user_id, resource_id) DO UPDATE SET capacity = EXCLUDED.capacity
            """)
    }
}

extension Resource {
    fileprivate init(_ row: Row) throws {
        id = try row.get(0)
        name = try row.get(1)
        description = try row.get(2)
        unit = try row.getOptional(3)
        serviceType = try row.get(4)
        serviceOrigin = try row.get(5)
        limit = try row.get(6)
        allowInProjects = try row.get(7)
    }
}
