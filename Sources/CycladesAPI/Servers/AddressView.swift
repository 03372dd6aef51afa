import Cyclades
import Vocabulary

/// Interfaces and their addresses as the compute API shows them (compute.md 2.1, 2.7).
enum AddressView {
    /// `"attachments": [{"id": "nic-42-0", …}]`
    static func writeAttachments(_ nics: [NIC], to json: inout JSONWriter) {
        json.array("attachments") { json in
            for nic in nics {
                json.object { json in
                    json.field("id", nic.name)
                    json.field("network_id", "\(nic.network)")
                    json.field("mac_address", nic.mac)
                    json.field("ipv4", nic.ipv4)
                    json.field("ipv6", nic.ipv6)
                    json.fieldIfPresent("firewallProfile", nic.firewall?.rawValue)
                }
            }
        }
    }

    /// `"addresses": {"<network id>": [{"version": 4, …}]}`; a version 4 entry for each interface, a version 6 one
    /// where there is such an address. Ours: two interfaces on one network are both there.
    static func writeAddresses(of nics: [NIC], name: String = "addresses", to json: inout JSONWriter) {
        var order: [Network.ID] = []
        for nic in nics where !order.contains(nic.network) { order.append(nic.network) }
        json.object(named: name) { json in
            for network in order {
                json.array(named: "\(network)") { json in
                    for nic in nics where nic.network == network {
                        write(4, nic.ipv4, to: &json)
                        if let ipv6 = nic.ipv6 { write(6, ipv6, to: &json) }
                    }
                }
            }
        }
    }

    private static func write(_ version: Int, _ address: String?, to json: inout JSONWriter) {
        json.object { json in
            json.field("version", version)
            json.field("addr", address ?? "")
            json.field("OS-EXT-IPS:type", "fixed")
        }
    }

    /// `<addresses><network id><ip version addr/></network></addresses>`
    static func write(_ nics: [NIC], to xml: inout XMLWriter, isRoot: Bool) {
        xml.element("addresses", isRoot ? ComputeXML.root() : []) { xml in
            for nic in nics {
                xml.element("network", [(name: "id", value: "\(nic.network)")]) { writeIPs(of: nic, to: &$0) }
            }
        }
    }

    static func writeIPs(of nic: NIC, to xml: inout XMLWriter) {
        for (version, address) in [("4", nic.ipv4), ("6", nic.ipv6)] {
            guard let address else { continue }
            xml.element("ip", [(name: "version", value: version), (name: "addr", value: address)])
        }
    }
}
