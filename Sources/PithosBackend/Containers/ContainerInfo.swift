public import Vocabulary

/// A container as its owner, or somebody it shares with, sees it.
public struct ContainerInfo: Sendable {
    public var path: ContainerPath
    /// The newest change of it or of anything in it, whatever moment was asked for.
    public var modified: Timestamp
    /// The newest change of the container itself.
    public var changed: Timestamp
    /// Bytes.
    public var blockSize: Int
    /// Metadata keys of the objects the caller may see, sorted.
    public var objectKeys: [String]
    /// What it holds; nil for whoever may not read all of it.
    public var contents: Contents?
    /// What is the owner's alone; nil for anybody else.
    public var details: Details?

    /// Current objects and their bytes.
    public struct Contents: Sendable {
        public var objectCount: Int64
        public var bytesUsed: Int64

        init(_ statistics: Statistics) {
            objectCount = statistics.population
            bytesUsed = statistics.size
        }
    }

    /// What only the owner sees.
    public struct Details: Sendable {
        public var objectCount: Int64
        /// Bytes of current objects.
        public var bytesUsed: Int64
        public var policy: ContainerPolicy
        /// Stored keys, for instance `X-Container-Meta-Color`.
        public var metadata: [String: String]
        public var system: SystemMetadata
        /// The last change before the moment that was asked for.
        public var until: Timestamp?
    }
}

/// What to do with the policy of a container.
public struct PolicyChange: Sendable {
    /// Keys in lower case; an empty value means the default.
    public var values: [String: String]
    /// Keys that are not named go back to the default, if any key is named.
    public var resetsOthers: Bool

    public init(values: [String: String], resetsOthers: Bool) {
        self.values = values
        self.resetsOthers = resetsOthers
    }
}
