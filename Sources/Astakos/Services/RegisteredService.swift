public import Vocabulary

/// Something a component serves: an entry of the service catalog. Source: identity.md 3.11.
public struct RegisteredService: Sendable, Hashable {
    public typealias ID = Identifier<RegisteredService, Int64>

    public var id: ID
    /// For instance `cyclades_compute`.
    public var name: String
    /// For instance `compute`; what clients look for.
    public var type: String
    /// The component's name.
    public var component: String
    /// The component's user interface.
    public var uiURL: String?
    public var endpoints: [Endpoint]
}

/// Where a service is reached.
public struct Endpoint: Sendable, Hashable {
    public typealias ID = Identifier<Endpoint, Int64>

    public var id: ID
    /// All that is known of it, as it was registered; `publicURL` and `versionId` at least.
    public var data: [Entry]

    /// One key with its value.
    public struct Entry: Sendable, Hashable {
        public var key: String
        public var value: String

        public init(key: String, value: String) {
            self.key = key
            self.value = value
        }
    }

    public subscript(key: String) -> String? { data.first { $0.key == key }?.value }

    /// Stands in an address for the id of the tenant whose catalog it is in.
    public static let tenantPlaceholder = "%(tenant_id)s"

    /// Whether there is an address for each tenant, and none for all.
    public var isForTenants: Bool { data.contains { $0.value.contains(Self.tenantPlaceholder) } }

    /// The endpoint in a tenant's catalog; nil for one that only has an address for a tenant, where there is none.
    public func scoped(to tenant: String?) -> Endpoint? {
        guard isForTenants else { return self }
        guard let tenant else { return nil }
        var endpoint = self
        endpoint.data = data.map {
            Entry(key: $0.key, value: $0.value.replacing(Self.tenantPlaceholder, with: tenant))
        }
        return endpoint
    }
}
