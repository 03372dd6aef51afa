import SQLAccess
import Vocabulary

extension ServerService {
    /// Hands the backend an order that never reached it, because we were killed between writing the server down and
    /// ordering it. One that can no longer be put together is given up: nobody has been told of that server yet.
    ///
    /// May be called twice, also for a server that the backend has after all.
    ///
    /// - Returns: whether the backend has the order now.
    func orderAgain(_ id: Server.ID) async throws -> Bool {
        guard let lost = try await database.read({ try $0.lostOrder(of: id) }) else { return false }
        let order: InstanceOrder
        do {
            guard let parameters = lost.sealed.flatMap(seal.open) else {
                throw Fault(.internalServerError, "What the server was asked for with cannot be read any more.")
            }
            let image = try await images.source(lost.detail.server.image, as: lost.detail.server.owner)
            order = self.order(
                for: lost.detail, flavor: lost.flavor, publics: lost.publics, image: image, parameters: parameters)
            try await submit(order, for: id)
            return true
        } catch let error as DatabaseError {
            throw error
        } catch {
            let fault = BackendRefusal.fault(error, doing: "create the server")
            let reason = fault.message.isEmpty ? "The server's image is gone." : fault.message
            try await giveUp(id, because: "The cloud was restarted before the machine was ordered. \(reason)")
            return false
        }
    }
}

/// What is on record of a server whose order was lost.
private struct LostOrder: Sendable {
    var detail: ServerDetail
    var flavor: Flavor
    /// The public networks it joins.
    var publics: [Network]
    /// Nil: they were never written down.
    var sealed: [UInt8]?
}

extension Transaction {
    /// Nil when the server is gone, or its removal was asked for.
    fileprivate func lostOrder(of id: Server.ID) throws -> LostOrder? {
        guard let server = try servers.lookup(id), !server.isDeleted, server.task == .create else { return nil }
        let detail = try detail(of: server)
        let networks = try Set(detail.nics.map(\.network)).compactMap { try self.networks.lookup($0) }
        return LostOrder(
            detail: detail, flavor: try flavors.find(server.flavor), publics: networks.filter(\.isPublic),
            sealed: try parameters.lookup(of: id))
    }
}
