public import Vocabulary

/// Tells who is calling. In process it is Astakos itself, else the HTTP client.
public protocol TokenAuthenticator: Sendable {
    /// - Throws: `Fault(.unauthorized)` for a token that is unknown, expired or of an inactive user (identity.md 1.5);
    ///   `Fault(.relayed(status: 503))`-like faults when Astakos cannot be asked.
    func authenticate(token: String) async throws -> Caller
}

/// Gives tokens to those who know a password. In process it is Astakos itself; no other component sees passwords.
public protocol PasswordAuthenticator: Sendable {
    /// The token of the user with this address and password; a new one where the old has expired.
    ///
    /// - Parameter address: where the request comes from, to slow down guessing.
    /// - Throws: `Fault(.unauthorized)`.
    func token(email: String, password: String, address: String?) async throws -> String
}

/// Translates between uuids and display names; unknown ones are left out of the answer (identity.md 2.3, 2.4).
public protocol UserCatalog: Sendable {
    func usernames(of users: [UserID]) async throws -> [UserID: String]

    /// Keys are spelled as they were asked for; matched without regard to case.
    func users(named usernames: [String]) async throws -> [String: UserID]
}
