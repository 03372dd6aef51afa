import Astakos
import Vocabulary

extension UserService {
    /// A user by id or uuid, and by e-mail address where that is `allowed`.
    ///
    /// - Throws: `CommandError`.
    func find(named text: String, emailAllowed: Bool) async throws -> User {
        if let id = Int64(text) {
            guard let user = try await lookup(User.ID(id)) else {
                throw CommandError(emailAllowed ? "Unknown user with id '\(text)'" : "Invalid user ID")
            }
            return user
        }
        if text.contains("@"), emailAllowed {
            guard let user = try await lookup(email: text) else {
                throw CommandError("Unknown user with email '\(text)'")
            }
            return user
        }
        guard UUIDText.isValid(text) else {
            throw CommandError(
                "Invalid user identification: you should provide a valid user ID or a valid user UUID")
        }
        guard let user = try await lookup(uuid: UserID(text.lowercased())) else {
            throw CommandError("Unknown user with uuid '\(text)'")
        }
        return user
    }
}
