public import AstakosClient
import SQLAccess
import Vocabulary

extension LoginService: PasswordAuthenticator {
    /// Tells nobody why a password was refused, but that one has to wait.
    public func token(email: String, password: String, address: String?) async throws -> String {
        do {
            let proven = try await prove(email: email, password: password, address: address)
            if proven.user.tokenExpires <= now() { try await tokens.renewExpired(proven.user.id) }
            // The token of who has changed the password is nothing for who knows the old one.
            let sealed = try await database.read { tx in
                try proven.holds(tx) ? try tx.users.sealedToken(of: proven.user.id) : nil
            }
            guard let sealed else { throw LoginRefusal.wrongCredentials }
            return try tokens.keyring.open(sealed)
        } catch LoginRefusal.throttled(let wait) {
            throw Fault(.unauthorized, "Too many wrong passwords. Wait \(wait.components.seconds + 1) seconds.")
        } catch is LoginRefusal {
            throw Fault(.unauthorized, "Invalid credentials")
        }
    }
}
