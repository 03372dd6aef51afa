import AstakosClient
import Logging
import SQLAccess
import Vocabulary

/// Gives back the quota of servers and networks that are gone.
///
/// That something is gone is written down when it is reported, with the mark that its quota is still to go back; so
/// a report is never lost or delayed because Astakos is away, and quota goes back exactly once.
public struct QuotaReleaser: Sendable {
    let database: any Database
    let charge: ResourceCharge
    let logger: Logger

    /// Everything that is due. May run at any time, and twice.
    public func pass() async throws {
        let (servers, networks) = try await database.read { tx in
            (try tx.servers.awaitingRelease(limit: 500), try tx.networks.awaitingRelease(limit: 500))
        }
        for id in servers { await attempt { try await release(id) } }
        for id in networks { await attempt { try await release(id) } }
    }

    /// Gives back one server's quota, if that is due.
    func release(_ id: Server.ID) async throws {
        let due: (Server, Flavor)? = try await database.read { tx in
            guard let server = try tx.servers.lookupAwaitingRelease(id) else { return nil }
            return (server, try tx.flavors.find(server.flavor))
        }
        guard let (server, flavor) = due else { return }
        let provisions = flavor.provisions(for: server.owner, releasing: true)
        try await charge.releasing(provisions, name: "DESTROY server \(id)") { tx, serial in
            guard try tx.servers.lookupAwaitingRelease(id, locking: true) != nil else { throw AlreadyReleased() }
            try tx.servers.setReleased(id, commission: serial)
        }
    }

    /// Gives back one network's quota, if that is due.
    func release(_ id: Network.ID) async throws {
        guard let network = try await database.read({ try $0.networks.lookupAwaitingRelease(id) }) else { return }
        try await charge.releasing(network.provisions(releasing: true), name: "DESTROY network \(id)") { tx, serial in
            guard try tx.networks.lookupAwaitingRelease(id, locking: true) != nil else { throw AlreadyReleased() }
            try tx.networks.setReleased(id, commission: serial)
        }
    }

    /// Right after a report; what fails now is done by a later pass.
    func attempt(_ release: () async throws -> Void) async {
        do {
            try await release()
        } catch is AlreadyReleased {
            return
        } catch {
            logger.warning("Quota could not be given back yet", metadata: ["error": "\(error)"])
        }
    }

    /// Another pass was faster.
    private struct AlreadyReleased: Error {}
}
