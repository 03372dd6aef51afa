import AstakosClient
import SQLAccess
public import Vocabulary

/// Base quotas of users, and the books on everyone's limits. Source: identity.md 3.13, 4.6.
public struct LimitService: Sendable {
    let books: QuotaBooks

    /// What a user may use of one resource, and where that comes from.
    public struct BaseQuota: Sendable, Hashable {
        /// The resource's default.
        public var defaultCapacity: Int64
        /// What was set for this user; nil when the default counts.
        public var custom: Int64?

        public init(defaultCapacity: Int64, custom: Int64?) {
            self.defaultCapacity = defaultCapacity
            self.custom = custom
        }

        /// What counts.
        public var capacity: Int64 { custom ?? defaultCapacity }
    }

    /// - Throws: itemNotFound for an unknown resource.
    public func baseQuota(of user: User.ID, resource name: String) async throws -> BaseQuota {
        try await books.database.read { tx in
            let resource = try tx.resources.find(named: name)
            return BaseQuota(
                defaultCapacity: resource.limit, custom: try tx.resources.baseQuota(of: user, resource.id))
        }
    }

    /// Sets what one user may use of one resource; nil goes back to the default. Counts at once.
    ///
    /// - Parameter capacity: in the resource's unit, 0 to 2^63-1.
    public func setBaseQuota(_ capacity: Int64?, of user: User.ID, resource name: String) async throws {
        if let capacity, capacity < 0 { throw Fault(.badRequest, "The capacity of \(name) is negative.") }
        try await books.database.write { tx in
            _ = try tx.users.find(user, locking: true)
            let resource = try tx.resources.find(named: name)
            try tx.resources.set(baseQuota: capacity, of: user, resource.id)
            try tx.limits.sync(user: user)
        }
    }

    /// One line of the table of quotas.
    public struct UserQuota: Sendable, Hashable {
        public var user: User
        public var source: ProjectID
        public var resource: Resource
        /// What counts before projects: custom or default.
        public var base: Int64
        /// Base and projects together, as stored.
        public var total: Int64
        public var usage: Int64
    }

    /// The quotas of these users, by user, then resource; users without holdings have no line.
    public func quotas(of users: [User]) async throws -> [UserQuota] {
        try await books.read { tx, promised in
            let resources = Dictionary(uniqueKeysWithValues: try tx.resources.list().map { ($0.name, $0) })
            let custom = try tx.resources.baseQuotas(of: users.map(\.id))
            let holdings = try tx.holdings.list(of: users.map(\.uuid))
            return users.flatMap { user in
                (holdings[user.uuid] ?? []).compactMap { stored in
                    var holding = stored
                    promised.apply(to: &holding)
                    return resources[holding.key.resource].map { resource in
                        UserQuota(
                            user: user, source: holding.key.source, resource: resource,
                            base: custom[user.id]?[resource.id] ?? resource.limit, total: holding.limit,
                            usage: holding.usageMax)
                    }
                }
            }
        }
    }

    /// Holdings whose limit is not what it should be. Empty when the books are in order.
    public func deviations() async throws -> [LimitDeviation] {
        try await books.database.read { try $0.limits.deviations() }
    }

    /// Makes every limit what it should be; returns what was wrong. May run at any time, and twice.
    public func sync() async throws -> [LimitDeviation] {
        try await books.database.write { tx in
            let deviations = try tx.limits.deviations()
            if !deviations.isEmpty { try tx.limits.syncAll() }
            return deviations
        }
    }
}
