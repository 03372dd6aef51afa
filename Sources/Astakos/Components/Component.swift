public import Vocabulary

/// A part of the cloud that calls Astakos with a token of its own: `pithos`, `cyclades`, `astakos`.
///
/// Source: identity.md 3.11.
public struct Component: Sendable, Hashable {
    public typealias ID = Identifier<Component, Int64>

    public var id: ID
    public var name: String
    /// Its user interface; nil when it has none.
    public var url: String?
    public var tokenCreated: Timestamp
    /// Nil: never.
    public var tokenExpires: Timestamp?
}
