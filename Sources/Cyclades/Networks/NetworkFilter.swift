public import Vocabulary

/// Which networks a list holds.
public struct NetworkFilter: Sendable {
    /// Those of this user and the public ones; nil for all.
    public var visibleTo: UserID?
    /// Only what changed at or after this moment, deleted ones too.
    public var changedSince: Timestamp?
    public var includesDeleted: Bool

    public init(visibleTo: UserID? = nil, changedSince: Timestamp? = nil, includesDeleted: Bool = false) {
        self.visibleTo = visibleTo
        self.changedSince = changedSince
        self.includesDeleted = includesDeleted
    }
}

/// A network with the interfaces its viewer may see.
public struct NetworkDetail: Sendable {
    public var network: Network
    /// Active interfaces of the viewer's own servers, by server and position.
    public var nics: [NIC]
}
