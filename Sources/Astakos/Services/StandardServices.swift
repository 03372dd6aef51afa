/// What a cloud of this release serves, as it is registered when a cloud is made.
///
/// Source: identity.md 3.11, 1.1; names, types and order are those of a running 0.14.2.
public enum StandardServices {
    /// The public services of one component, with endpoints under its base URL.
    ///
    /// - Parameters:
    ///   - component: `astakos`, `cyclades` or `pithos`.
    ///   - baseURL: where the component lives, path included; a slash at its end makes no difference.
    /// - Returns: nothing for another component.
    public static func definitions(of component: String, baseURL: String) -> [ServiceDefinition] {
        outlines.filter { $0.component == component }.map { $0.definition(baseURL: trimmed(baseURL)) }
    }

    /// Where OpenStack Swift's clients find the object store: a region of its own, and an address for each tenant, so
    /// that only who asks for a tenant's catalog sees it. Source: object-storage.md 10.2.
    public static func swiftEndpoint(url: String) -> [Endpoint.Entry] {
        [
            .init(key: "versionId", value: "v1"), .init(key: "region", value: "swift"),
            .init(key: "publicURL", value: "\(trimmed(url))/v1/AUTH_\(Endpoint.tenantPlaceholder)"),
        ]
    }

    /// Where OAuth's clients ask for consent. 0.14.2 has none, so it is in no catalog that does not need it. Source:
    /// identity.md 8.9.
    ///
    /// - Parameter baseURL: of Astakos.
    public static func authorization(baseURL: String) -> ServiceDefinition {
        let url = trimmed(baseURL) + "/oauth2"
        return ServiceDefinition(
            name: "astakos_oauth2", type: "astakos_auth", component: "astakos", prefix: "oauth2",
            endpoints: [[.init(key: "versionId", value: ""), .init(key: "publicURL", value: url)]])
    }

    /// The user interface of a component under its base URL.
    public static func uiURL(baseURL: String) -> String { trimmed(baseURL) + "/ui" }

    private static func trimmed(_ url: String) -> String {
        var url = Substring(url)
        while url.hasSuffix("/") { url.removeLast() }
        return String(url)
    }

    private struct Outline {
        var component: String
        var name: String
        var type: String
        var prefix: String
        var version: String
        var resources: [(name: String, description: String, unit: String?)] = []
        var allowInProjects: Bool?

        func definition(baseURL: String) -> ServiceDefinition {
            let url = version.isEmpty ? "\(baseURL)/\(prefix)/" : "\(baseURL)/\(prefix)/\(version)/"
            return ServiceDefinition(
                name: name, type: type, component: component, prefix: prefix,
                endpoints: [[.init(key: "versionId", value: version), .init(key: "publicURL", value: url)]],
                resources: resources.map {
                    ResourceDefinition(
                        name: $0.name, description: $0.description, unit: $0.unit, serviceType: type,
                        serviceOrigin: name, allowInProjects: allowInProjects)
                })
        }
    }

    private static let outlines = [
        Outline(
            component: "astakos", name: "astakos_weblogin", type: "astakos_weblogin", prefix: "weblogin", version: ""),
        Outline(
            component: "astakos", name: "astakos_account", type: "account", prefix: "account", version: "v1.0",
            resources: [("astakos.pending_app", "Number of pending project applications", nil)],
            allowInProjects: false),
        Outline(
            component: "astakos", name: "astakos_identity", type: "identity", prefix: "identity", version: "v2.0"),
        Outline(
            component: "cyclades", name: "cyclades_compute", type: "compute", prefix: "compute", version: "v2.0",
            resources: [
                ("cyclades.vm", "Number of virtual machines", nil),
                ("cyclades.disk", "Virtual machine disk size", "bytes"),
                ("cyclades.ram", "Virtual machine memory size", "bytes"),
                ("cyclades.cpu", "Number of virtual machine processors", nil),
                ("cyclades.network.private", "Number of private networks", nil),
            ]),
        Outline(component: "cyclades", name: "cyclades_admin", type: "admin", prefix: "admin", version: ""),
        Outline(component: "cyclades", name: "cyclades_vmapi", type: "vmapi", prefix: "vmapi", version: "v1.0"),
        Outline(component: "cyclades", name: "cyclades_plankton", type: "image", prefix: "image", version: "v1.0"),
        Outline(
            component: "pithos", name: "pithos_object-store", type: "object-store", prefix: "object-store",
            version: "v1", resources: [("pithos.diskspace", "Pithos account diskspace", "bytes")]),
    ]
}
