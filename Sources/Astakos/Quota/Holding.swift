public import AstakosClient
public import Vocabulary

/// What one holder may use and uses of one resource from one source.
///
/// Invariant: `0 <= usageMin <= usageMax`. Source: identity.md 3.13.
public struct Holding: Sendable, Hashable {
    /// Names a holding. Holdings are always locked in this order, so that two commissions cannot wait for each other.
    public struct Key: Sendable, Hashable {
        public var holder: UserID
        public var source: ProjectID
        public var resource: String

        public init(holder: UserID, source: ProjectID = .system, resource: String) {
            self.holder = holder
            self.source = source
            self.resource = resource
        }
    }

    public var key: Key
    /// In the resource's unit. May be lower than what is used already; that only stops further imports.
    public var limit: Int64
    /// Surely used.
    public var usageMin: Int64
    /// Used if all that is pending is accepted.
    public var usageMax: Int64

    public init(key: Key, limit: Int64, usageMin: Int64 = 0, usageMax: Int64 = 0) {
        self.key = key
        self.limit = limit
        self.usageMin = usageMin
        self.usageMax = usageMax
    }

    /// As its owner sees it: pending releases count as used until they are accepted.
    public var usage: QuotaUsage {
        QuotaUsage(limit: limit, usage: usageMax, pending: usageMax - usageMin)
    }
}

extension Holding.Key: Comparable {
    public static func < (a: Self, b: Self) -> Bool {
        (a.holder, a.source, a.resource) < (b.holder, b.source, b.resource)
    }
}

extension Provision {
    /// The holding it changes.
    var key: Holding.Key { Holding.Key(holder: holder, source: source, resource: resource) }
}
