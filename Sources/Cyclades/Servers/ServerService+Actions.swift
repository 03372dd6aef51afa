import SQLAccess
public import Vocabulary

extension ServerService {
    /// Begins a start, shutdown, reboot or the destruction of a server. Its state changes when the backend reports.
    ///
    /// - Throws: itemNotFound; badRequest when deleted; forbidden when suspended; buildInProgress while it is built;
    ///   serviceUnavailable when the backend refuses, and then all is as it was.
    public func begin(_ action: ServerAction, on id: Server.ID, owner: UserID?) async throws {
        guard let task = action.task else { throw Fault(.badRequest, "Unknown action") }
        let before = try await database.write { [clock] tx in
            let server = try tx.servers.find(id, owner: owner, locking: true)
            try server.check(action)
            var marked = server
            marked.task = task
            marked.asked = clock()
            marked.job = Server.LastJob()
            marked.updated = marked.asked
            try tx.servers.update(marked)
            return server
        }
        let job: JobID
        do {
            job = try await submit(action, on: naming.instance(id))
        } catch {
            try await unmark(before, task: task)
            throw BackendRefusal.fault(error, doing: "take the order")
        }
        // Should this fail, the report of the job brings its number.
        try? await database.write { try $0.servers.setJob(job, of: task, on: id) }
    }

    private func submit(_ action: ServerAction, on instance: InstanceName) async throws -> JobID {
        switch action {
        case .start: return try await backend.start(instance)
        case .shutdown: return try await backend.shutdown(instance)
        case .reboot(let type): return try await backend.reboot(instance, type: type)
        case .destroy: return try await backend.remove(instance)
        case .rename, .changeMetadata, .setFirewall, .console, .changeNetworks:
            throw Fault(.badRequest, "Unknown action")
        }
    }

    /// Puts back what `begin` had marked, unless something has happened since.
    private func unmark(_ before: Server, task: ServerTask) async throws {
        try await database.write { [clock] tx in
            guard var server = try tx.servers.lookup(before.id, locking: true), server.task == task,
                server.job == Server.LastJob()
            else { return }
            server.task = before.task
            server.asked = before.asked
            server.job = before.job
            server.updated = clock()
            try tx.servers.update(server)
        }
    }

    /// Where the screen of an active server answers, and the password for it.
    ///
    /// - Throws: itemNotFound; badRequest unless it is active; forbidden when suspended; serviceUnavailable.
    public func console(of id: Server.ID, owner: UserID) async throws -> ConsoleEndpoint {
        let server = try await find(id, owner: owner)
        try server.check(.console)
        guard server.status == .active else { throw Fault(.badRequest, "Server not in ACTIVE state.") }
        do {
            return try await backend.console(of: naming.instance(id))
        } catch {
            throw BackendRefusal.fault(error, doing: "open the console")
        }
    }

    /// Asks for another firewall on a server's first interface. The interface shows it once the backend has reported.
    ///
    /// - Throws: itemNotFound; badRequest when deleted; forbidden when suspended; serviceUnavailable where the backend
    ///   has no firewall.
    public func setFirewall(_ profile: FirewallProfile, of id: Server.ID, owner: UserID) async throws {
        try await find(id, owner: owner).check(.setFirewall)
        let networking = try backend.networking()
        do {
            _ = try await networking.setFirewall(profile, of: naming.instance(id), nic: 0)
        } catch {
            throw BackendRefusal.fault(error, doing: "change the firewall")
        }
    }
}
