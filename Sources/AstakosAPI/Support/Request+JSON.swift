import APISupport
import HummingbirdCore
import NIOCore
import Vocabulary

extension Request {
    /// The body as JSON, whatever its content type says (identity.md 1.2).
    ///
    /// - Parameter complaint: what clients of 0.14 were told when it is none.
    /// - Throws: badRequest, requestEntityTooLarge.
    func json(orComplain complaint: String) async throws -> JSONValue {
        let body = try await body(upTo: Self.bodyMaxBytes)
        do {
            return try await body.json()
        } catch let fault as Fault where fault.kind == .badRequest {
            throw Fault(.badRequest, complaint, cause: fault)
        }
    }

    /// Room for catalogs of a hundred thousand users.
    private static var bodyMaxBytes: Int { 8 << 20 }
}
