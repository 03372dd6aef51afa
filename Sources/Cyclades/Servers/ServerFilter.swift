public import Vocabulary

/// Which servers a list holds.
public struct ServerFilter: Sendable {
    /// Only of this user.
    public var owner: UserID?
    /// Only what changed at or after this moment, deleted ones too (compute.md 1.10).
    public var changedSince: Timestamp?
    public var includesDeleted: Bool
    /// Nil: all of them.
    public var page: Page<Server.ID>?

    public init(
        owner: UserID? = nil, changedSince: Timestamp? = nil, includesDeleted: Bool = false,
        page: Page<Server.ID>? = nil
    ) {
        self.owner = owner
        self.changedSince = changedSince
        self.includesDeleted = includesDeleted
        self.page = page
    }
}
