public import Vocabulary

/// Something that is counted against quota. Source: identity.md 3.11.
public struct Resource: Sendable, Hashable {
    public typealias ID = Identifier<Resource, Int64>

    public var id: ID
    /// For instance `cyclades.ram`.
    public var name: String
    public var description: String
    /// `bytes`, or nil for things that are counted.
    public var unit: String?
    public var serviceType: String
    /// The name of the service that registered it.
    public var serviceOrigin: String
    /// What a user without a quota of their own may use, in the resource's unit.
    public var limit: Int64
    public var allowInProjects: Bool
}
