import APISupport
import HummingbirdCore
import NIOCore
import Vocabulary

extension Request {
    /// The body as JSON, whatever its content type says (identity.md 1.2).
    ///
    /// - Parameters:
    ///   - complaint: what clients of 0.14 were told when it is none.
    ///   - limitBytes: as long as it may be.
    /// - Throws: badRequest, requestEntityTooLarge.
    func json(orComplain complaint: String, upTo limitBytes: Int = catalogMaxBytes) async throws -> JSONValue {
        let body = try await body(upTo: limitBytes)
        do {
            return try await body.json()
        } catch let fault as Fault where fault.kind == .badRequest {
            throw Fault(.badRequest, complaint, cause: fault)
        }
    }

    /// Room for catalogs of a hundred thousand users.
    static var catalogMaxBytes: Int { 8 << 20 }

    /// JSON that says who somebody is, or describes one thing.
    ///
    /// - Throws: as `json(orComplain:)`.
    func smallJSON() async throws -> JSONValue {
        try await json(orComplain: "The request body should be JSON.", upTo: 64 << 10)
    }
}
