import SQLAccess
public import Vocabulary

extension NetworkService {
    /// Begins to remove a network. It is gone at once where no backend has it, else when the last one has reported.
    ///
    /// - Throws: itemNotFound; forbidden for a public network; badRequest when deleted; networkInUse while anybody's
    ///   interface is on it; serviceUnavailable when the backend refuses.
    public func delete(_ id: Network.ID, owner: UserID?) async throws {
        let isElsewhere = try await database.write { [clock] tx in
            let network = try tx.networks.find(id, visibleTo: owner, locking: true)
            guard owner == nil || !network.isPublic else {
                throw Fault(.forbidden, "Can not delete the public network.")
            }
            guard !network.isDeleted else { throw Self.deleted }
            guard try !tx.nics.areOn(id) else {
                throw Fault(.networkInUse, "Machines are connected to network.")
            }
            try tx.networks.setTask(.destroy, on: id, at: clock())
            return try !tx.finishRemoval(of: id, at: clock())
        }
        guard isElsewhere else {
            await releaser.attempt { try await releaser.release(id) }
            return
        }
        do {
            _ = try await backend.networking().removeNetwork(naming.network(id))
        } catch {
            try await database.write { [clock] in try $0.networks.setTask(.create, on: id, at: clock()) }
            throw BackendRefusal.fault(error, doing: "remove the network")
        }
    }
}

extension Transaction {
    /// Marks the network deleted and gives its pool values back, if no backend has it any more; whether that is so.
    func finishRemoval(of id: Network.ID, at now: Timestamp) throws -> Bool {
        let network = try networks.find(id, locking: true)
        guard !network.isDeleted else { return true }
        guard network.isGone(from: try networks.backendNetworks(of: id).map(\.state)) else { return false }
        if let kind = network.type.pool {
            try ValuePool(self, kind).release(kind == .macPrefix ? network.macPrefix : network.link)
        }
        try networks.setDeleted(id, releaseDue: network.owner != nil, at: now)
        return true
    }
}
