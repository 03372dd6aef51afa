import Cyclades
import VMBackends
import Vocabulary

/// The simulated backend, with a log of what a cluster would have been asked.
struct LoggedBackend: NetworkingBackend {
    let backend: SimulatedBackend
    let log: ClusterLog

    func create(_ order: InstanceOrder) async throws -> JobID {
        try log.create(order)
        return try await backend.create(order)
    }

    func start(_ instance: InstanceName) async throws -> JobID {
        try log.act("startup", on: instance)
        return try await backend.start(instance)
    }

    func shutdown(_ instance: InstanceName) async throws -> JobID {
        try log.act("shutdown", on: instance)
        return try await backend.shutdown(instance)
    }

    func reboot(_ instance: InstanceName, type: RebootType) async throws -> JobID {
        try log.act("reboot", on: instance)
        return try await backend.reboot(instance, type: type)
    }

    func remove(_ instance: InstanceName) async throws -> JobID {
        try log.remove(instance)
        return try await backend.remove(instance)
    }

    func console(of instance: InstanceName) async throws -> ConsoleEndpoint {
        try await backend.console(of: instance)
    }

    func instances() async throws -> [InstanceReport] { try await backend.instances() }

    func createNetwork(_ order: NetworkOrder) async throws -> JobID {
        try log.create(order)
        return try await backend.createNetwork(order)
    }

    func removeNetwork(_ network: String) async throws -> JobID {
        try log.remove(network: network)
        return try await backend.removeNetwork(network)
    }

    func addNIC(_ nic: NICOrder, to instance: InstanceName) async throws -> JobID {
        try log.add(nic, to: instance)
        return try await backend.addNIC(nic, to: instance)
    }

    /// Not in the log: no recording that is compared with it removes an interface.
    func removeNIC(at position: Int, from instance: InstanceName) async throws -> JobID {
        try await backend.removeNIC(at: position, from: instance)
    }

    /// Not in the log either.
    func setFirewall(
        _ profile: FirewallProfile, of instance: InstanceName, nic position: Int
    ) async throws -> JobID {
        try await backend.setFirewall(profile, of: instance, nic: position)
    }
}
