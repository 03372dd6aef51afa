import SQLAccess
public import Vocabulary

/// The VM API: hands the parameters of a new server to the helper that configures its guest (compute.md 3.1).
public struct ParameterService: Sendable {
    let database: any Database
    let seal: ParameterSeal
    /// Whether who fetches parameters is the last who can (`VMAPI_RESET_PARAMS`).
    let isOnce: Bool

    /// The record of the server whose parameters have this key. Of two who ask at once one gets it.
    ///
    /// - Throws: itemNotFound when there is none, or it was fetched before.
    public func fetch(_ key: String) async throws -> JSONValue {
        let digest = ParameterSeal.digest(key)
        let sealed: [UInt8]? =
            isOnce
            ? try await database.write { tx in
                guard let found = try tx.parameters.lookup(digest: digest, locking: true) else { return nil }
                try tx.parameters.delete(of: found.server)
                return found.sealed
            } : try await database.read { try $0.parameters.lookup(digest: digest)?.sealed }
        guard let parameters = sealed.flatMap(seal.open) else {
            throw Fault(.itemNotFound, "There are no such parameters, or they were fetched before.")
        }
        return parameters.record
    }
}
