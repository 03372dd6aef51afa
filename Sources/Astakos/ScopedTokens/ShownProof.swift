import SQLAccess
import Vocabulary

/// What somebody has shown, and what has to hold still for it to be worth a token: between the look and the token lies
/// the hashing of a password, and whoever changed it meanwhile wants nobody in.
struct ShownProof: Sendable {
    /// What was compared.
    enum Basis: Sendable {
        /// The stored form of the password.
        case password(String)
        /// The digest of the user's own token.
        case ownToken([UInt8])
        /// The digest of a token with a scope.
        case scopedToken([UInt8])
        case credential(ApplicationCredential.ID)
    }

    var user: User.ID
    var basis: Basis
    var methods: [AuthenticationMethod]
    /// What it was got by, directly or by way of a token.
    var credential: ApplicationCredential?
    /// When it ends; nil for a password.
    var expires: Timestamp?

    /// Whether it is still there. The user is locked, so that it stays.
    func holds(_ tx: Transaction) throws -> Bool {
        switch basis {
        case .password(let hash): try tx.users.passwordHash(of: user) == hash
        case .ownToken(let digest): try tx.tokens.digest(of: user) == digest
        case .scopedToken(let digest): try tx.scopedTokens.contains(digest: digest)
        case .credential(let id): try tx.applicationCredentials.lookup(id) != nil
        }
    }
}
