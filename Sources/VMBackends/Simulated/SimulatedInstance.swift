import Cyclades

/// A machine that exists in the simulated backend's memory only.
struct SimulatedInstance {
    var order: InstanceOrder
    var isRunning: Bool
    var nics: [NIC]

    struct NIC {
        var network: String
        var mac: String
        var ipv4: String?
        var firewall: String
    }

    init(_ order: InstanceOrder, number: Int64) {
        self.order = order
        isRunning = true
        nics = order.nics.map { nic in
            NIC(
                network: nic.network, mac: nic.mac ?? Self.mac(number, nic.index), ipv4: nic.ipv4, firewall: "")
        }
    }

    /// Always the same for the same instance and interface.
    static func mac(_ number: Int64, _ position: Int) -> String {
        let bytes = [0xaa, 0x00, 0x00, Int(number >> 8 & 255), Int(number & 255), position & 255]
        return bytes.map { byte in
            let text = String(byte, radix: 16)
            return text.count == 1 ? "0" + text : text
        }.joined(separator: ":")
    }
}
