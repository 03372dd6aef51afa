import SQLAccess
import Vocabulary

/// What is served where: the service catalog and how it is filled. Source: identity.md 3.11, 2.1.
public struct ServiceRegistry: Sendable {
    let database: any Database

    /// All services in the order they were registered.
    public func list() async throws -> [RegisteredService] {
        try await database.read { try $0.services.list() }
    }

    /// By id or by name.
    ///
    /// - Throws: itemNotFound.
    public func find(_ name: String) async throws -> RegisteredService {
        let found = try await database.read { tx in
            if let id = Int64(name) { return try tx.services.lookup(RegisteredService.ID(id)) }
            return try tx.services.lookup(named: name)
        }
        if let found { return found }
        throw Fault(
            .itemNotFound, Int64(name) == nil ? "No service found named \(name)." : "No service found with ID \(name).")
    }

    /// What registering one definition did.
    public struct Registered: Sendable, Hashable {
        public var name: String
        public var isNew: Bool
        /// The resources that came with it, and whether they are new.
        public var resources: [(name: String, isNew: Bool)]

        public static func == (a: Self, b: Self) -> Bool {
            a.name == b.name && a.isNew == b.isNew
                && a.resources.elementsEqual(b.resources) { $0.name == $1.name && $0.isNew == $1.isNew }
        }

        public func hash(into hasher: inout Hasher) { hasher.combine(name) }
    }

    /// Registers services with their resources, all or none.
    ///
    /// A known service of the same component gets these endpoints instead of its old ones. Resources that are new
    /// start with a limit of nothing, and everybody gets a holding of them at once.
    /// - Throws: badRequest naming what is wrong; itemNotFound for an unknown component; conflict when a service or a
    ///   resource belongs to another one.
    public func register(_ definitions: [ServiceDefinition]) async throws -> [Registered] {
        for definition in definitions { try definition.validate() }
        return try await database.write { tx in
            try definitions.map { definition in
                let isNew = try Self.register(definition, tx)
                let resources = try definition.resources.map { resource in
                    (name: resource.name, isNew: try ResourceService.register(resource, tx))
                }
                return Registered(name: definition.name, isNew: isNew, resources: resources)
            }
        }
    }

    private static func register(_ definition: ServiceDefinition, _ tx: Transaction) throws -> Bool {
        guard let component = try tx.components.lookup(named: definition.component) else {
            throw Fault(.itemNotFound, "There is no component named '\(definition.component)'.")
        }
        guard let known = try tx.services.lookup(named: definition.name) else {
            let id = try tx.services.insert(name: definition.name, type: definition.type, component: component.id)
            try tx.services.replaceEndpoints(of: id, with: definition.endpoints)
            return true
        }
        guard known.component == component.name else {
            throw Fault(.conflict, "Service '\(known.name)' belongs to component '\(known.component)'.")
        }
        try tx.services.set(type: definition.type, of: known.id)
        try tx.services.replaceEndpoints(of: known.id, with: definition.endpoints)
        return false
    }
}

extension ServiceDefinition {
    /// - Throws: badRequest.
    func validate() throws {
        guard !name.isEmpty, name.count <= 255, !type.isEmpty, type.count <= 255 else {
            throw Fault(.badRequest, "Name and type of service '\(name.prefix(40))' should have 1 to 255 characters.")
        }
        for entries in endpoints {
            guard Set(entries.map(\.key)).count == entries.count else {
                throw Fault(.badRequest, "An endpoint of service '\(name)' has a key twice.")
            }
            guard entries.allSatisfy({ $0.key.count <= 255 && $0.value.count <= 1024 }) else {
                throw Fault(.badRequest, "An endpoint of service '\(name)' has a key or a value that is too long.")
            }
        }
        for resource in resources where resource.serviceOrigin != name {
            throw Fault(
                .badRequest, "Resource '\(resource.name)' names service '\(resource.serviceOrigin)', not '\(name)'.")
        }
    }
}
