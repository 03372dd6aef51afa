/// A service as a component describes itself when it is registered: what `service-export` prints and `service-import`
/// reads. Source: identity.md 3.11, "Definition format".
public struct ServiceDefinition: Sendable, Hashable {
    public var name: String
    public var type: String
    public var component: String
    public var prefix: String?
    /// Only public ones are exported and registered.
    public var isPublic: Bool
    public var endpoints: [[Endpoint.Entry]]
    public var resources: [ResourceDefinition]

    public init(
        name: String, type: String, component: String, prefix: String? = nil, isPublic: Bool = true,
        endpoints: [[Endpoint.Entry]], resources: [ResourceDefinition] = []
    ) {
        self.name = name
        self.type = type
        self.component = component
        self.prefix = prefix
        self.isPublic = isPublic
        self.endpoints = endpoints
        self.resources = resources
    }
}

/// A resource as its service describes it.
public struct ResourceDefinition: Sendable, Hashable {
    public var name: String
    public var description: String
    /// `bytes`, or nil for things that are counted.
    public var unit: String?
    public var serviceType: String
    /// The name of the service that counts it.
    public var serviceOrigin: String
    public var allowInProjects: Bool?

    public init(
        name: String, description: String, unit: String? = nil, serviceType: String, serviceOrigin: String,
        allowInProjects: Bool? = nil
    ) {
        self.name = name
        self.description = description
        self.unit = unit
        self.serviceType = serviceType
        self.serviceOrigin = serviceOrigin
        self.allowInProjects = allowInProjects
    }
}
