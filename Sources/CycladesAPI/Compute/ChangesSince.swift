import APISupport
import Vocabulary

/// The parameter `changes-since` (compute.md 1.10).
enum ChangesSince {
    /// Nil when it is absent or empty.
    ///
    /// - Throws: badRequest for what is no date with a zone, is in the future, or longer ago than `limitSeconds`.
    static func read(_ context: APIContext, limitSeconds: Int) throws -> Timestamp? {
        guard let text = context.query["changes-since"], !text.isEmpty else { return nil }
        guard let since = try? Timestamp(zonedDate: text, field: "changes-since") else {
            throw Fault(.badRequest, "Invalid changes-since parameter.")
        }
        guard since <= context.received else { throw Fault(.badRequest, "changes-since value set in the future.") }
        guard context.received - since <= .seconds(limitSeconds) else {
            throw Fault(.badRequest, "Too old changes-since value.")
        }
        return since
    }
}
