public import Vocabulary

/// An account as its owner, or somebody it shares with, sees it.
public struct AccountInfo: Sendable {
    public var account: UserID
    /// The newest change anywhere in it, whatever moment was asked for.
    public var modified: Timestamp
    /// The newest change of the account itself.
    public var changed: Timestamp
    /// What is the owner's alone; nil for anybody else.
    public var details: Details?

    /// What only the owner sees.
    public struct Details: Sendable {
        public var containerCount: Int
        /// Current objects of all containers, and their bytes.
        public var objectCount: Int64
        public var contentBytes: Int64
        /// Bytes of quota in use, as Astakos counts them.
        public var bytesUsed: Int64
        /// Bytes.
        public var quota: Int64
        /// Members of each group, sorted.
        public var groups: [String: [String]]
        /// Stored keys, for instance `X-Account-Meta-Color`.
        public var metadata: [String: String]
        /// The last change before the moment that was asked for.
        public var until: Timestamp?
    }
}

/// An account that shares something.
public struct SharingAccount: Sendable {
    public var account: UserID
    public var modified: Timestamp
}

/// A container as a listing shows it.
public struct ContainerSummary: Sendable {
    public var name: String
    public var modified: Timestamp
    /// The newest change of the container itself.
    public var changed: Timestamp
    /// Nil for anybody but the owner.
    public var details: Details?

    /// What only the owner sees.
    public struct Details: Sendable {
        public var objectCount: Int64
        /// Bytes of current objects.
        public var bytesUsed: Int64
        public var policy: ContainerPolicy
        public var until: Timestamp?
    }
}

/// One line of an account's listing.
public enum ContainerEntry: Sendable {
    case container(ContainerSummary)
    /// What names were rolled up to; ends with the delimiter.
    case subdirectory(String)

    public var name: String {
        switch self {
        case .container(let container): container.name
        case .subdirectory(let name): name
        }
    }
}

/// What to do with the groups of an account.
public struct GroupChange: Sendable {
    /// Names in lower case, and members; without members a group goes.
    public var groups: [String: [String]]
    /// All other groups go.
    public var replacesAll: Bool

    public init(groups: [String: [String]], replacesAll: Bool) {
        self.groups = groups
        self.replacesAll = replacesAll
    }
}
