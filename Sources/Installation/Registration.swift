import Astakos
import Settings
import Vocabulary

/// Makes Astakos know the components of this installation, their services and resources. Runs at every start; what is
/// registered already only gets its addresses anew, but for a component's that an operator has changed since
/// (`component-modify --url`).
struct Registration {
    let astakos: AstakosServices
    let settings: InstallationSettings
    var addresses: WrittenAddresses

    /// In the order of the catalog. Source: identity.md 3.11.
    private var components: [(name: String, baseURL: String)] {
        [
            ("astakos", settings.astakosBaseURL), ("cyclades", settings.cycladesBaseURL),
            ("pithos", settings.pithosBaseURL),
        ]
    }

    /// - Throws: `Fault` when a component or a resource of another owner is in the way.
    mutating func run() async throws {
        let known = try await astakos.components.list()
        for (name, baseURL) in components {
            let url = StandardServices.uiURL(baseURL: baseURL)
            if let component = known.first(where: { $0.name == name }) {
                let isOurs = addresses.isOurs(component.url, of: name)
                if component.url == url || isOurs { try addresses.add(url, of: name) }
                if component.url != url, isOurs { try await astakos.components.setURL(url, of: component.id) }
            } else {
                try addresses.add(url, of: name)
                _ = try await astakos.components.add(name: name, url: url)
            }
            let registered = try await astakos.registry.register(definitions(of: name, baseURL: baseURL))
            for resource in registered.flatMap(\.resources) where resource.isNew {
                guard let limit = Self.firstLimits[resource.name] else { continue }
                try await astakos.resources.setLimit(limit, of: resource.name)
            }
        }
    }

    /// The object store is found by OpenStack Swift's clients too.
    private func definitions(of component: String, baseURL: String) -> [ServiceDefinition] {
        StandardServices.definitions(of: component, baseURL: baseURL).map { definition in
            guard definition.type == "object-store" else { return definition }
            var definition = definition
            definition.endpoints.append(StandardServices.swiftEndpoint(url: settings.swiftURL))
            return definition
        }
    }

    /// What a user may use until an operator says otherwise (`resource-modify`). Bytes, or pieces.
    private static let firstLimits: [String: Int64] = [
        "astakos.pending_app": 5,
        "cyclades.vm": 10,
        "cyclades.cpu": 40,
        "cyclades.ram": 80 << 30,
        "cyclades.disk": 1 << 40,
        "cyclades.network.private": 5,
        "pithos.diskspace": 20 << 30,
    ]
}
