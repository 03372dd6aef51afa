import Astakos
import Settings
import Vocabulary

/// The account that a new installation begins with.
struct FirstUser: Sendable {
    let astakos: AstakosServices

    static let email = "user@example.org"

    /// Makes the account when there is none at all; nil when there were users already.
    ///
    /// - Returns: the user, and the password that was made up.
    func create() async throws -> (user: User, password: String)? {
        guard try await astakos.users.list(page: Page(limit: 1)).isEmpty else { return nil }
        let password = String(RandomToken.text().filter(\.isLetter).prefix(12))
        let user = try await astakos.users.createAccepted(
            NewUser(
                email: Self.email, firstName: "First", lastName: "User", password: password, isAdmin: true,
                groups: ["default"]))
        return (user, password)
    }
}
