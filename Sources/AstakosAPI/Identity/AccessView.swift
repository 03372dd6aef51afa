import Astakos
import Vocabulary

/// The answer of `POST tokens`, and without the catalog of `GET tokens/<access token>`. Source: identity.md 2.1, 8.9.
struct AccessView: JSONWritable {
    var holder: TokenHolder?
    /// As it was sent.
    var token: String?
    /// When the token ends.
    var expires: Timestamp?
    var catalog: [RegisteredService]?

    /// - Parameter tenant: whose catalog was asked for; adds the addresses that are a tenant's own.
    init(holder: TokenHolder?, token: String?, catalog: [RegisteredService], tenant: UserID?) {
        self.holder = holder
        self.token = token
        expires = holder?.expires
        self.catalog = catalog.map { service in
            var service = service
            service.endpoints = service.endpoints.compactMap { $0.scoped(to: tenant?.rawValue) }
            return service
        }
    }

    /// - Parameter token: an OAuth client's access token, with what it stands for.
    init(_ access: OAuthAccess, token: String) {
        holder = access.holder
        self.token = token
        expires = access.expires
    }

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.object("access") { json in
                if let holder, let token { write(holder, token, to: &json) }
                guard let catalog else { return }
                json.array("serviceCatalog") { json in
                    for service in catalog { Self.write(service, to: &json) }
                }
            }
        }
    }

    private func write(_ holder: TokenHolder, _ token: String, to json: inout JSONWriter) {
        let user = holder.user
        json.object("token") {
            $0.field("id", token)
            $0.field("expires", expires)
            $0.object("tenant") {
                $0.field("id", user.uuid)
                $0.field("name", user.realName)
            }
        }
        json.object("user") {
            $0.field("id", user.uuid)
            $0.field("name", user.realName)
            $0.array("roles") { json in
                for group in holder.groups {
                    json.object {
                        $0.field("id", group.id)
                        $0.field("name", group.name)
                    }
                }
            }
            $0.array("roles_links") { _ in }
        }
    }

    private static func write(_ service: RegisteredService, to json: inout JSONWriter) {
        json.object {
            $0.field("name", service.name)
            $0.field("type", service.type)
            $0.array("endpoints_links") { _ in }
            $0.array("endpoints") { json in
                for endpoint in service.endpoints {
                    json.object { json in
                        for (key, value) in attributes(of: endpoint, service) { json.field(named: key, value) }
                    }
                }
            }
        }
    }

    /// What is shown of an endpoint: all that was registered, and what follows from its service.
    private static func attributes(of endpoint: Endpoint, _ service: RegisteredService) -> [(String, String?)] {
        var attributes: [(String, String?)] = endpoint.data.map { ($0.key, $0.value) }
        if endpoint["region"] == nil { attributes.append(("region", "default")) }
        attributes.append(("SNF:uiURL", service.uiURL))
        if service.name == "astakos_weblogin" { attributes.append(("SNF:webloginURL", endpoint["publicURL"])) }
        return attributes
    }
}

extension AccessView {
    /// Unlike the original's, the `SNF` prefix is declared: without that no parser accepts the document.
    func write(to xml: inout XMLWriter) {
        let namespaces = [
            (name: "xmlns:xsi", value: "http://www.w3.org/2001/XMLSchema-instance"),
            (name: "xmlns", value: "http://docs.openstack.org/identity/api/v2.0"),
            (name: "xmlns:SNF", value: "https://www.synnefo.org/"),
        ]
        xml.element("access", namespaces) { xml in
            if let holder, let token { write(holder, token, to: &xml) }
            guard let catalog else { return }
            xml.element("serviceCatalog") { xml in
                for service in catalog {
                    xml.element("service", [(name: "type", value: service.type), (name: "name", value: service.name)]) {
                        for endpoint in service.endpoints {
                            let shown = Self.attributes(of: endpoint, service).map { (name: $0, value: $1 ?? "") }
                            $0.element("endpoint", shown)
                        }
                    }
                }
            }
        }
    }

    private func write(_ holder: TokenHolder, _ token: String, to xml: inout XMLWriter) {
        let user = holder.user
        let named = [(name: "id", value: user.uuid.rawValue), (name: "name", value: user.realName)]
        xml.element("token", [(name: "id", value: token), (name: "expires", value: expires?.iso8601 ?? "")]) {
            $0.element("tenant", named)
        }
        xml.element("user", named) {
            $0.element("roles") { xml in
                for group in holder.groups {
                    xml.element("role", [(name: "id", value: "\(group.id)"), (name: "name", value: group.name)])
                }
            }
        }
    }
}
