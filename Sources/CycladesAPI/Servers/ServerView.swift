import Cyclades
import Vocabulary

/// A server as the compute API shows it (compute.md 2.1).
struct ServerView: JSONWritable {
    let detail: ServerDetail
    let links: CycladesLinks
    /// Only in the answer that creates the server.
    let adminPassword: String?

    init(_ detail: ServerDetail, _ links: CycladesLinks, adminPassword: String? = nil) {
        self.detail = detail
        self.links = links
        self.adminPassword = adminPassword
    }

    /// `{"id", "name", "links"}`
    static func writeBrief(_ server: Server, _ links: CycladesLinks, to json: inout JSONWriter) {
        json.object { json in
            json.field("id", server.id)
            json.field("name", server.name)
            links.write("servers", server.id, to: &json)
        }
    }

    func write(to json: inout JSONWriter) {
        let server = detail.server
        json.object { json in
            json.field("id", server.id)
            json.field("name", server.name)
            links.write("servers", server.id, to: &json)
            json.field("user_id", server.owner)
            json.field("tenant_id", server.owner)
            json.field("status", server.status.rawValue)
            json.field("progress", server.progress)
            json.field("hostId", "")
            json.field("updated", server.updated)
            json.field("created", server.created)
            json.object("flavor") { json in
                json.field("id", server.flavor)
                links.write("flavors", server.flavor, to: &json)
            }
            json.object("image") { json in
                json.field("id", server.image)
                links.write("images", server.image, alternate: true, to: &json)
            }
            json.field("suspended", server.isSuspended)
            json.field("metadata", detail.metadata)
            let nics = activeNICs
            AddressView.writeAttachments(nics, to: &json)
            AddressView.writeAddresses(of: nics, to: &json)
            json.field("diagnostics", detail.diagnostic.map { [DiagnosticView($0)] } ?? [])
            json.array("security_groups") { json in json.object { $0.field("name", "default") } }
            json.field("key_name", String?.none)
            json.field("config_drive", "")
            json.field("accessIPv4", "")
            json.field("accessIPv6", "")
            PortForwardingView(server)?.write(to: &json)
            json.fieldIfPresent("adminPass", adminPassword)
        }
    }

    /// Interfaces that the backend has made.
    private var activeNICs: [NIC] { detail.nics.filter { $0.state == .active } }

    func write(to xml: inout XMLWriter, isRoot: Bool) {
        let server = detail.server
        var attributes = isRoot ? ComputeXML.root() : []
        if let adminPassword { attributes.append((name: "adminPass", value: adminPassword)) }
        attributes += [
            (name: "created", value: server.created.iso8601), (name: "description", value: ""),
            (name: "flavorRef", value: ""), (name: "hostId", value: ""), (name: "id", value: "\(server.id)"),
            (name: "imageRef", value: ""), (name: "name", value: server.name),
            (name: "progress", value: "\(server.progress)"), (name: "status", value: server.status.rawValue),
            (name: "updated", value: server.updated.iso8601),
        ]
        xml.element("server", attributes) { xml in
            // The original's template finds no pairs, and leaves the element out where there are none.
            if !detail.metadata.isEmpty { xml.element("metadata") }
            xml.element("addresses") { xml in
                for _ in activeNICs { xml.element("network", [(name: "id", value: "")]) }
            }
            PortForwardingView(server)?.write(to: &xml)
        }
    }
}

/// A diagnostic (compute.md 2.9).
struct DiagnosticView: JSONWritable {
    let diagnostic: Diagnostic

    init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("level", diagnostic.level.rawValue)
            json.field("source", diagnostic.source)
            json.field("created", diagnostic.created)
            json.fieldIfPresent("source_date", diagnostic.sourceTime)
            json.field("message", diagnostic.message)
            json.field("details", diagnostic.details)
        }
    }
}
