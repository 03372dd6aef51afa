public import AstakosClient
import Vocabulary

extension LoginService: PasswordAuthenticator {
    /// Tells nobody why a password was refused, but that one has to wait.
    public func token(email: String, password: String, address: String?) async throws -> String {
        do {
            let user = try await verify(email: email, password: password, address: address)
            if user.tokenExpires <= now() { try await tokens.renewExpired(user.id) }
            return try await tokens.reveal(user.id)
        } catch LoginRefusal.throttled(let wait) {
            throw Fault(.unauthorized, "Too many wrong passwords. Wait \(wait.components.seconds + 1) seconds.")
        } catch is LoginRefusal {
            throw Fault(.unauthorized, "Invalid credentials")
        }
    }
}
