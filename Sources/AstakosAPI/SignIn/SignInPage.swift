public import APISupport
public import Astakos
public import HummingbirdCore

/// What the log-in page has to show. How it looks is decided where pages are made.
public struct SignInPage: Sendable {
    /// Why the last try failed.
    public enum Problem: Sendable, Hashable {
        case wrongCredentials
        /// The right password of an account that may not be used (yet).
        case inactive(UserState)
        /// Too many wrong passwords.
        case throttled(waitSeconds: Int)
    }

    /// Path that the form is posted to.
    public var action: String
    /// What was typed last; the form's field is `username`, the other one `password`.
    public var email: String
    /// Field `next`: where a log-in leads to. Safe.
    public var next: String?
    /// Field `csrfmiddlewaretoken`.
    public var formToken: String
    public var problem: Problem?
}

/// Makes the log-in page.
public typealias SignInRenderer = @Sendable (SignInPage, APIContext) async throws -> Response
