import Astakos
import Vocabulary

/// Definitions of services and resources as files hold them. Source: identity.md 3.11, "Definition format".
enum DefinitionFile {
    /// An object of services by name, sorted by name.
    ///
    /// - Throws: `CommandError`, badRequest naming the member that is wrong.
    static func services(_ text: String) throws -> [ServiceDefinition] {
        guard case .object(let services) = try parsed(text) else {
            throw CommandError("The definitions should be a JSON object of services by name.")
        }
        return try services.sorted { $0.key < $1.key }.map { name, json in
            try naming("Service '\(name)'") { try service(name, json) }
        }
    }

    /// A list of resources.
    static func resources(_ text: String) throws -> [ResourceDefinition] {
        guard case .array(let resources) = try parsed(text) else {
            throw CommandError("The definitions should be a JSON list of resources.")
        }
        return try resources.enumerated().map { index, json in
            try naming("Resource \(json["name"]?.stringValue.map { "'\($0)'" } ?? "\(index + 1)")") {
                try resource(json)
            }
        }
    }

    /// Begins what is complained about with where it is.
    private static func naming<Value>(_ place: String, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch var fault as Fault {
            fault.message = "\(place): \(fault.message)"
            throw fault
        }
    }

    private static func parsed(_ text: String) throws -> JSONValue {
        do {
            return try JSONValue(parsing: text)
        } catch let fault as Fault {
            throw CommandError("The definitions cannot be read. \(fault.message)")
        }
    }

    private static func service(_ name: String, _ json: JSONValue) throws -> ServiceDefinition {
        let endpoints = try json.lookupArray("endpoints") ?? []
        return ServiceDefinition(
            name: name, type: try json.string("type"), component: try json.string("component"),
            prefix: try json.lookupString("prefix"), isPublic: try json.lookupBool("public") ?? true,
            endpoints: try endpoints.map { endpoint in
                try endpoint.members("An endpoint of \(name)").sorted { $0.key > $1.key }.map {
                    Endpoint.Entry(key: $0.key, value: try $0.value.asString($0.key))
                }
            },
            resources: try (json.lookupObject("resources")?.members() ?? [:]).sorted { $0.key < $1.key }
                .map { key, json in try naming("resource '\(key)'") { try resource(json) } })
    }

    private static func resource(_ json: JSONValue) throws -> ResourceDefinition {
        ResourceDefinition(
            name: try json.string("name"), description: try json.lookupString("desc") ?? "",
            unit: try json.lookupString("unit"), serviceType: try json.string("service_type"),
            serviceOrigin: try json.string("service_origin"), allowInProjects: try json.lookupBool("allow_in_projects"))
    }

    // MARK: Out

    static func json(_ services: [ServiceDefinition]) -> JSONValue {
        .object(Dictionary(uniqueKeysWithValues: services.map { ($0.name, json($0)) }))
    }

    static func json(_ service: ServiceDefinition) -> JSONValue {
        [
            "component": .string(service.component), "type": .string(service.type),
            "prefix": service.prefix.map(JSONValue.string) ?? .null, "public": .bool(service.isPublic),
            "endpoints": .array(
                service.endpoints.map { entries in
                    .object(Dictionary(uniqueKeysWithValues: entries.map { ($0.key, .string($0.value)) }))
                }),
            "resources": .object(
                Dictionary(uniqueKeysWithValues: service.resources.map { (shortName($0), json($0)) })),
        ]
    }

    static func json(_ resource: ResourceDefinition) -> JSONValue {
        var members: [String: JSONValue] = [
            "name": .string(resource.name), "desc": .string(resource.description),
            "service_type": .string(resource.serviceType), "service_origin": .string(resource.serviceOrigin),
        ]
        if let unit = resource.unit { members["unit"] = .string(unit) }
        if let isAllowed = resource.allowInProjects { members["allow_in_projects"] = .bool(isAllowed) }
        return .object(members)
    }

    /// `network-private` of `cyclades.network.private`.
    private static func shortName(_ resource: ResourceDefinition) -> String {
        resource.name.split(separator: ".").dropFirst().joined(separator: "-")
    }
}
