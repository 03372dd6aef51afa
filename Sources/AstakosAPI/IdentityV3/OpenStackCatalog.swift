import Astakos
import Vocabulary

/// The services that OpenStack's clients of today find here, each under one address for all interfaces.
///
/// Of the registry only what has an address for OpenStack's clients is in it: those of the original's clients would mislead
/// them. Source: openstack.md 1.7.
struct OpenStackCatalog: Sendable {
    /// One service; its type is its id, for there is one of each.
    struct Entry: Sendable {
        var type: String
        var name: String
        var url: String

        func endpointID(_ interface: String) -> String { "\(type)-\(interface)" }
    }

    var region: String
    var entries: [Entry]

    static let interfaces = ["public", "internal", "admin"]

    /// - Parameters:
    ///   - identityURL: without a version.
    ///   - project: whose addresses are in it; nil for a catalog without any that is a project's own.
    init(_ services: [RegisteredService], identityURL: String, region: String, project: ProjectID?) {
        self.region = region
        entries = [Entry(type: "identity", name: "keystone", url: identityURL)]
        for service in services where service.type == "object-store" {
            let address = service.endpoints.lazy.filter(\.isForTenants).compactMap {
                $0.scoped(to: project?.rawValue)?["publicURL"]
            }.first
            if let address { entries.append(Entry(type: "object-store", name: "swift", url: address)) }
        }
    }

    /// As version 3 has it.
    func write(to json: inout JSONWriter) {
        for entry in entries {
            json.object { json in
                json.field("id", entry.type)
                json.field("type", entry.type)
                json.field("name", entry.name)
                json.array("endpoints") { json in
                    for interface in Self.interfaces { json.object { write(entry, interface, to: &$0) } }
                }
            }
        }
    }

    /// An endpoint as version 3 has it.
    func write(_ entry: Entry, _ interface: String, to json: inout JSONWriter) {
        json.field("id", entry.endpointID(interface))
        json.field("interface", interface)
        json.field("region", region)
        json.field("region_id", region)
        json.field("url", entry.url)
    }

    /// As version 2.0 has it.
    func writeVersion2(to json: inout JSONWriter) {
        for entry in entries {
            json.object {
                $0.field("type", entry.type)
                $0.field("name", entry.name)
                $0.array("endpoints_links") { _ in }
                $0.array("endpoints") {
                    $0.object {
                        $0.field("id", entry.endpointID("public"))
                        $0.field("region", region)
                        // One is as good as the other, and some clients know version 3 by its address alone.
                        let url = entry.type == "identity" ? entry.url + "/v2.0" : entry.url
                        $0.field("publicURL", url)
                        $0.field("internalURL", url)
                        $0.field("adminURL", url)
                    }
                }
            }
        }
    }
}
