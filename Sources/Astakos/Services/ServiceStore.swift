import SQLAccess
import Vocabulary

extension Transaction {
    var services: ServiceStore { ServiceStore(tx: self) }
}

/// The tables `services`, `endpoints` and `endpoint_data`.
struct ServiceStore {
    let tx: Transaction

    /// All services in the order they were registered, with their endpoints: two statements, however many there are.
    func list() throws -> [RegisteredService] { try list(where: "TRUE") }

    func lookup(_ id: RegisteredService.ID) throws -> RegisteredService? {
        try list(where: "services.id = \(id)").first
    }

    func lookup(named name: String) throws -> RegisteredService? {
        try list(where: "services.name = \(name)").first
    }

    private func list(where condition: SQL) throws -> [RegisteredService] {
        let endpoints = try endpoints(where: condition)
        return try tx.all(
            """
            SELECT services.id, services.name, services.type, components.name, components.url
            FROM services JOIN components ON components.id = services.component_id
            WHERE \(condition) ORDER BY services.id
            """
        ) { row in
            let id = try row.get(0, as: RegisteredService.ID.self)
            return RegisteredService(
                id: id, name: try row.get(1), type: try row.get(2), component: try row.get(3),
                uiURL: try row.getOptional(4), endpoints: endpoints[id] ?? [])
        }
    }

    private func endpoints(where condition: SQL) throws -> [RegisteredService.ID: [Endpoint]] {
        var found: [RegisteredService.ID: [Endpoint]] = [:]
        try tx.forEach(
            """
            SELECT services.id, endpoints.id, endpoint_data.key, endpoint_data.value
            FROM services JOIN endpoints ON endpoints.service_id = services.id
                LEFT JOIN endpoint_data ON endpoint_data.endpoint_id = endpoints.id
            WHERE \(condition) ORDER BY endpoints.id, endpoint_data.id
            """
        ) { row in
            let id = try row.get(1, as: Endpoint.ID.self)
            var endpoints = found[try row.get(0), default: []]
            if endpoints.last?.id != id { endpoints.append(Endpoint(id: id, data: [])) }
            if let key = try row.getOptional(2, as: String.self) {
                endpoints[endpoints.count - 1].data.append(.init(key: key, value: try row.get(3)))
            }
            found[try row.get(0)] = endpoints
        }
        return found
    }

    func insert(name: String, type: String, component: Component.ID) throws -> RegisteredService.ID {
        let id = try tx.value(
            "INSERT INTO services (name, type, component_id) VALUES (\(name), \(type), \(component)) RETURNING id",
            as: RegisteredService.ID.self)
        guard let id else { throw DatabaseError.noRow(statement: "INSERT INTO services") }
        return id
    }

    func set(type: String, of id: RegisteredService.ID) throws {
        try tx.run("UPDATE services SET type = \(type) WHERE id = \(id)")
    }

    /// Replaces all endpoints of a service; their ids are new.
    func replaceEndpoints(of id: RegisteredService.ID, with endpoints: [[Endpoint.Entry]]) throws {
        try deleteEndpoints(where: "service_id = \(id)")
        for entries in endpoints {
            let endpoint = try tx.value(
                "INSERT INTO endpoints (service_id) VALUES (\(id)) RETURNING id", as: Endpoint.ID.self)
            for entry in entries {
                try tx.run(
                    """
                    INSERT INTO endpoint_data (endpoint_id, key, value) VALUES (\(endpoint), \(entry.key), \(entry.value))
                    """)
            }
        }
    }

    func deleteAll(of component: Component.ID) throws {
        try deleteEndpoints(where: "service_id IN (SELECT id FROM services WHERE component_id = \(component))")
        try tx.run("DELETE FROM services WHERE component_id = \(component)")
    }

    private func deleteEndpoints(where condition: SQL) throws {
        try tx.run("DELETE FROM endpoint_data WHERE endpoint_id IN (SELECT id FROM endpoints WHERE \(condition))")
        try tx.run("DELETE FROM endpoints WHERE \(condition)")
    }
}
