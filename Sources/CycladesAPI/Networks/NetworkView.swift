import Cyclades
import Vocabulary

/// A network as the compute API shows it.
struct NetworkView: JSONWritable {
    let detail: NetworkDetail
    let links: CycladesLinks
    let isDetailed: Bool

    init(_ detail: NetworkDetail, _ links: CycladesLinks, isDetailed: Bool) {
        self.detail = detail
        self.links = links
        self.isDetailed = isDetailed
    }

    func write(to json: inout JSONWriter) {
        let network = detail.network
        json.object { json in
            json.field("id", "\(network.id)")
            json.field("name", network.name)
            links.write("networks", network.id, to: &json)
            guard isDetailed else { return }
            json.field("user_id", network.owner)
            json.field("tenant_id", network.owner)
            json.field("cidr", network.cidr)
            json.field("cidr6", network.cidr6)
            json.field("gateway", network.gateway)
            json.field("gateway6", network.gateway6)
            json.field("dhcp", network.hasDHCP)
            json.field("type", network.type.rawValue)
            json.field("created", network.created)
            json.field("updated", network.updated)
            json.field("status", network.state.rawValue)
            json.field("public", network.isPublic)
            json.field("attachments", detail.nics.map(\.name))
        }
    }

    static func attributes(_ network: Network, isDetailed: Bool) -> [(name: String, value: String)] {
        let brief = [(name: "id", value: "\(network.id)"), (name: "name", value: network.name)]
        guard isDetailed else { return brief }
        return brief + [
            (name: "updated", value: network.updated.iso8601), (name: "created", value: network.created.iso8601),
        ]
    }
}
