import Cyclades

extension Services {
    /// How people call the machines that run as these instances, by id of their servers: by name, or by id where a server
    /// has none. An instance without a server is left out.
    func machineNames(of instances: [InstanceName]) async throws -> [String] {
        let wanted = Set(instances)
        return try await cyclades.servers.list(ServerFilter())
            .filter { wanted.contains(cyclades.naming.instance($0.id)) }
            .map { $0.name.isEmpty ? "\($0.id)" : $0.name }
    }
}
