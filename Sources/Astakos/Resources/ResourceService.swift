import SQLAccess
import Vocabulary

/// What is counted, and how much of it everybody may use unless told otherwise. Source: identity.md 3.11, 3.13.
public struct ResourceService: Sendable {
    let database: any Database

    public func list() async throws -> [Resource] {
        try await database.read { try $0.resources.list() }
    }

    /// - Throws: itemNotFound.
    public func find(named name: String) async throws -> Resource {
        try await database.read { try $0.resources.find(named: name) }
    }

    /// Registers resources of services that are registered, all or none.
    ///
    /// - Returns: for each whether it is new.
    public func register(_ definitions: [ResourceDefinition]) async throws -> [(name: String, isNew: Bool)] {
        try await database.write { tx in
            try definitions.map { (name: $0.name, isNew: try Self.register($0, tx)) }
        }
    }

    /// Sets the default limit, and with it the limit of everybody who has no base quota of their own.
    ///
    /// - Parameter limit: in the resource's unit; 0 to 2^63-1.
    public func setLimit(_ limit: Int64, of name: String) async throws {
        try await setLimits([name: limit])
    }

    /// Sets many default limits, by the resources' names: all or none.
    ///
    /// - Throws: badRequest for a negative one, itemNotFound for an unknown resource.
    public func setLimits(_ limits: [String: Int64]) async throws {
        // Always in one order: two who set the same ones must not wait for each other.
        let sorted = limits.sorted { $0.key < $1.key }
        for (name, limit) in sorted where limit < 0 {
            throw Fault(.badRequest, "The limit of \(name) is negative.")
        }
        try await database.write { tx in
            for (name, limit) in sorted {
                let resource = try tx.resources.find(named: name, locking: true)
                guard resource.limit != limit else { continue }
                try tx.resources.set(limit: limit, of: resource.id)
                try tx.limits.sync(resource: resource.id)
            }
        }
    }

    public func setAllowInProjects(_ isAllowed: Bool, of name: String) async throws {
        try await database.write { tx in
            try tx.resources.set(allowInProjects: isAllowed, of: try tx.resources.find(named: name).id)
        }
    }

    /// True when it is new. A known one keeps its limit; its type and origin cannot change.
    static func register(_ definition: ResourceDefinition, _ tx: Transaction) throws -> Bool {
        guard !definition.name.isEmpty, definition.name.count <= 255, definition.name.isPrintable else {
            throw Fault(.badRequest, "A resource's name has 1 to 255 characters.")
        }
        guard definition.unit == nil || definition.unit == "bytes" else {
            throw Fault(
                .badRequest, "The unit of resource '\(definition.name)' should be bytes, or null for what is counted.")
        }
        guard try tx.services.lookup(named: definition.serviceOrigin) != nil else {
            throw Fault(
                .itemNotFound,
                "Resource '\(definition.name)' names service '\(definition.serviceOrigin)', which is not registered.")
        }
        guard let known = try tx.resources.lookup(named: definition.name, locking: true) else {
            try tx.limits.sync(resource: try tx.resources.insert(definition))
            return true
        }
        guard known.serviceType == definition.serviceType, known.serviceOrigin == definition.serviceOrigin else {
            throw Fault(
                .conflict,
                "Resource '\(known.name)' belongs to service '\(known.serviceOrigin)' of type '\(known.serviceType)'.")
        }
        try tx.resources.update(known.id, to: definition)
        return false
    }
}
