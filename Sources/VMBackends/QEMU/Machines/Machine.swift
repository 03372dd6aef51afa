import Cyclades
import Vocabulary

/// A machine of this host as its directory remembers it.
struct Machine: Codable, Sendable, Equatable {
    /// The instance's name, `snf-42`; also the name of its directory.
    var name: String
    /// Given to QEMU: whoever answers at the monitor's socket must know it.
    var uuid: String
    var cpus: Int
    var memoryMiB: Int
    var diskGiB: Int
    /// Hash of the image below the disk.
    var imageHash: String
    var imageSizeBytes: Int64
    var imageFormat: String
    /// By which the image can be read again after a restart.
    var imageURL: String
    var nics: [MachineNIC]
    /// Ports of this host; chosen anew when one of them is taken by somebody else.
    var forwards: [PortForward]
    /// What the last finished job, or the last look, made of it.
    var power: Power

    enum Power: String, Codable {
        /// Its disk is not there yet.
        case making
        case on
        case off
    }

    var instance: InstanceName { InstanceName(name) }
}

/// A network interface with all that was open decided.
struct MachineNIC: Codable, Sendable, Equatable {
    var index: Int
    /// The network's name at the backend, `snf-net-7`.
    var network: String
    var isPublic: Bool
    var mac: String
    var ipv4: String?
    var ipv6: String?
}

extension MachineNIC {
    /// An order's interface; a MAC address that nobody chose is drawn here, an IPv4 address on the public network is
    /// the one QEMU's network gives.
    init(_ order: NICOrder) {
        index = order.index
        network = order.network
        isPublic = order.isPublic
        mac = order.mac ?? Self.randomMAC()
        ipv4 = order.ipv4 ?? (order.isPublic ? "10.0.2.15" : nil)
        ipv6 = order.ipv6
    }

    /// Locally administered, for one station: second digit `a`.
    private static func randomMAC() -> String {
        let digits = (0..<4).map { _ in
            let byte = UInt8.random(in: 0...255)
            return (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return (["aa", "0f"] + digits).joined(separator: ":")
    }
}
