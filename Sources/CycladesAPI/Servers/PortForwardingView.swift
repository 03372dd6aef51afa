import Cyclades
import Vocabulary

/// Ports elsewhere that lead to a server's, as later releases show them (compute.md 8.3). 0.14 does not know the member,
/// so it is there only where there are such ports: on the user-mode network of machines on this host.
///
/// - Shape: `"SNF:port_forwarding": {"22": {"host": "127.0.0.1", "port": "40022"}}`, by the port of the guest.
struct PortForwardingView {
    private let ports: [PortForward]

    /// Nil where no port leads to the server.
    init?(_ server: Server) {
        guard !server.portForwards.isEmpty else { return nil }
        ports = server.portForwards.sorted { $0.guest < $1.guest }
    }

    /// Adds the member to a server's.
    func write(to json: inout JSONWriter) {
        json.object("SNF:port_forwarding") { json in
            for port in ports {
                json.object(named: "\(port.guest)") { json in
                    json.field("host", port.host)
                    json.field("port", "\(port.port)")
                }
            }
        }
    }

    /// `<SNF:port_forwarding><SNF:port id="22" host="127.0.0.1" port="40022"/></SNF:port_forwarding>`
    func write(to xml: inout XMLWriter) {
        xml.element("SNF:port_forwarding", [(name: "xmlns:SNF", value: "https://www.synnefo.org/")]) { xml in
            for port in ports {
                xml.element(
                    "SNF:port",
                    [
                        (name: "id", value: "\(port.guest)"), (name: "host", value: port.host),
                        (name: "port", value: "\(port.port)"),
                    ])
            }
        }
    }
}
