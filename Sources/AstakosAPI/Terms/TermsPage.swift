public import APISupport
public import Astakos
public import HummingbirdCore

/// What the page with the terms of use has to show. How it looks is decided where pages are made.
public struct TermsPage: Sendable {
    /// Why the last try to agree failed.
    public enum Problem: Sendable, Hashable {
        /// The box was not ticked.
        case notAgreed
        /// Other terms took the place of those that were read.
        case replaced
    }

    /// Who looks at them.
    public enum Reader: Sendable, Hashable {
        case anonymous
        /// Has to agree before anything else.
        case pending
        case signed
    }

    public var terms: Terms
    /// HTML of the operator's. It may hold anything and belongs where it can do nothing.
    public var text: String
    public var reader: Reader
    /// Path that the form is posted to. Its box is the field `has_signed_terms`, the id of the terms `terms`.
    public var action: String
    /// Path of the log-in page, which leads back to this one.
    public var login: String
    /// Field `next`: where the agreement leads to. Safe.
    public var next: String?
    /// Field `csrfmiddlewaretoken`.
    public var formToken: String
    public var problem: Problem?
}

/// Makes the page with the terms of use.
public typealias TermsRenderer = @Sendable (TermsPage, APIContext) async throws -> Response
