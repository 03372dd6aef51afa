public import Vocabulary

/// A named group of users; shown to other components as a role.
public struct UserGroup: Sendable, Hashable {
    public typealias ID = Identifier<UserGroup, Int64>

    public var id: ID
    public var name: String

    public init(id: ID, name: String) {
        self.id = id
        self.name = name
    }
}
