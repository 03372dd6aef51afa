public import Vocabulary

/// A place where machines live, as a row: a Ganeti cluster, or this host.
public struct Backend: Sendable, Hashable {
    public typealias ID = Identifier<Backend, Int64>

    public var id: ID
    /// The cluster's name in its messages.
    public var name: String
    /// 0 to 15: the last digit of the MAC prefixes of its networks, so that addresses stay unique over all backends.
    public var slot: Int
    /// Takes no new servers.
    public var isDrained: Bool
    /// Is never asked.
    public var isOffline: Bool

    public init(id: ID, name: String, slot: Int, isDrained: Bool, isOffline: Bool) {
        self.id = id
        self.name = name
        self.slot = slot
        self.isDrained = isDrained
        self.isOffline = isOffline
    }
}
