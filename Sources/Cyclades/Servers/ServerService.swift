import AstakosClient
import Logging
import SQLAccess
import Settings
public import Vocabulary

/// The rules of servers: who may do what when, in which order things happen, and what is given back when one fails.
///
/// Nothing here waits for a machine: an accepted action is written down and handed to the backend, and its outcome
/// arrives as a report (`ServerReportService`).
public struct ServerService: Sendable {
    let database: any Database
    let backend: any VMBackend
    let images: ImageService
    let charge: ResourceCharge
    let seal: ParameterSeal
    let settings: CycladesSettings
    let clock: @Sendable () -> Timestamp
    let logger: Logger

    public var naming: InstanceNaming { InstanceNaming(prefix: settings.backendPrefix) }

    /// By id, without what hangs on them.
    public func list(_ filter: ServerFilter) async throws -> [Server] {
        try await database.read { try $0.servers.list(filter) }
    }

    /// By id, with all that their detailed view shows: four statements, however many servers there are.
    public func listDetails(_ filter: ServerFilter) async throws -> [ServerDetail] {
        try await database.read { tx in try tx.details(of: try tx.servers.list(filter)) }
    }

    /// Also a deleted one.
    ///
    /// - Throws: itemNotFound, also when the server is another user's.
    public func find(_ id: Server.ID, owner: UserID?) async throws -> Server {
        try await database.read { try $0.servers.find(id, owner: owner) }
    }

    /// - Throws: itemNotFound, also when the server is another user's.
    public func findDetail(_ id: Server.ID, owner: UserID?) async throws -> ServerDetail {
        try await database.read { tx in try tx.detail(of: try tx.servers.find(id, owner: owner)) }
    }

    /// Changes the name on record, not the guest's.
    ///
    /// - Throws: itemNotFound; badRequest for a name that is too long; forbidden when suspended.
    public func rename(_ id: Server.ID, to name: String, owner: UserID?) async throws {
        try ServerDraft.check(name: name)
        try await database.write { [clock] tx in
            try tx.servers.find(id, owner: owner, locking: true).check(.rename)
            try tx.servers.rename(id, to: name, at: clock())
        }
    }

    /// Suspends or releases it: its owner can only look at a suspended server. The machine goes on running.
    ///
    /// - Throws: itemNotFound.
    public func setSuspended(_ suspended: Bool, on id: Server.ID) async throws {
        try await database.write { [clock] tx in
            let server = try tx.servers.find(id, locking: true)
            try tx.servers.setSuspended(suspended, on: server.id, at: clock())
        }
    }

    /// Newest first.
    ///
    /// - Throws: itemNotFound, also when the server is another user's.
    public func diagnostics(of id: Server.ID, owner: UserID) async throws -> [Diagnostic] {
        try await database.read { tx in
            let server = try tx.servers.find(id, owner: owner)
            return try tx.diagnostics.list(of: server.id)
        }
    }
}

extension Transaction {
    /// The servers with what hangs on them.
    func details(of servers: [Server]) throws -> [ServerDetail] {
        let ids = servers.map(\.id)
        let nics = try nics.list(of: ids)
        let metadata = try self.servers.metadata(of: ids)
        let diagnostics = try diagnostics.newest(of: ids)
        return servers.map { server in
            ServerDetail(
                server: server, nics: nics[server.id] ?? [], metadata: metadata[server.id] ?? [:],
                diagnostic: diagnostics[server.id])
        }
    }

    func detail(of server: Server) throws -> ServerDetail {
        ServerDetail(
            server: server, nics: try nics.list(of: server.id), metadata: try servers.metadata(of: server.id),
            diagnostic: try diagnostics.newest(of: [server.id])[server.id])
    }
}
