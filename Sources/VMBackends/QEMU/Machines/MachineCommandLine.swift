import Cyclades
import QEMUClient

/// The words that start a machine. Pure: the same machine and settings give the same words.
struct MachineCommandLine {
    var machine: Machine
    var directory: MachineDirectory
    var accelerator: Accelerator
    var allowsOutgoing: Bool

    var arguments: QEMUArguments {
        var arguments = QEMUArguments()
        addMachine(&arguments)
        addDisks(&arguments)
        for nic in machine.nics { add(nic, &arguments) }
        addChannels(&arguments)
        return arguments
    }

    private func addMachine(_ arguments: inout QEMUArguments) {
        arguments.option("-name", nil, ["guest": machine.name])
        arguments.option("-uuid", machine.uuid)
        arguments.option("-machine", "q35", ["accel": accelerator.word])
        arguments.option("-cpu", accelerator.cpu)
        arguments.option("-smp", "\(machine.cpus)")
        arguments.option("-m", "\(machine.memoryMiB)")
        arguments.flag("-nodefaults")
        arguments.flag("-no-user-config")
        arguments.option("-rtc", nil, ["base": "utc"])
        arguments.option("-boot", nil, ["strict": "on"])
        // A guest that breaks out of QEMU finds no way to start programs or to change who it is.
        arguments.option(
            "-sandbox", "on",
            ["obsolete": "deny", "elevateprivileges": "deny", "spawn": "deny", "resourcecontrol": "deny"])
        arguments.option("-pidfile", directory.processID)
    }

    /// The seed is the second disk: every image that has a driver for the first can read it.
    private func addDisks(_ arguments: inout QEMUArguments) {
        arguments.option(
            "-blockdev", nil, ["driver": "file", "node-name": "file0", "filename": directory.disk, "discard": "unmap"])
        arguments.option(
            "-blockdev", nil, ["driver": "qcow2", "node-name": "disk0", "file": "file0", "discard": "unmap"])
        arguments.option("-device", "virtio-blk-pci", ["drive": "disk0", "id": "vd0", "bootindex": "1"])
        arguments.option(
            "-blockdev", nil,
            ["driver": "file", "node-name": "fileseed", "filename": directory.seed, "read-only": "on"])
        arguments.option(
            "-blockdev", nil, ["driver": "raw", "node-name": "seed", "file": "fileseed", "read-only": "on"])
        arguments.option("-device", "virtio-blk-pci", ["drive": "seed", "id": "vdseed"])
    }

    private func add(_ nic: MachineNIC, _ arguments: inout QEMUArguments) {
        let id = "net\(nic.index)"
        if nic.isPublic {
            arguments.option("-netdev", userNetwork(nic, id: id))
        } else {
            // One segment for all machines of this host that are on the network. It carries no DHCP.
            arguments.option(
                "-netdev", "socket",
                ["id": id, "mcast": MulticastSegment(network: nic.network).address, "localaddr": "127.0.0.1"])
        }
        // No boot from the network, hence no ROM.
        arguments.option("-device", "virtio-net-pci", ["netdev": id, "mac": nic.mac, "romfile": ""])
    }

    /// User-mode networking that gives the guest by DHCP the very address that the API shows for it.
    private func userNetwork(_ nic: MachineNIC, id: String) -> String {
        var parts = ["user", "id=\(id)"]
        let plan = nic.ipv4.flatMap(UserNetworkPlan.init(guest:))
        if let plan {
            parts += [
                "net=\(plan.network)", "host=\(plan.gateway)", "dns=\(plan.nameServer)", "dhcpstart=\(plan.guest)",
            ]
        }
        if !allowsOutgoing { parts.append("restrict=on") }
        if nic.index == machine.nics.first(where: \.isPublic)?.index {
            parts += machine.forwards.map {
                "hostfwd=tcp:\($0.host):\($0.port)-\(plan?.guest ?? ""):\($0.guest)"
            }
        }
        return parts.joined(separator: ",")
    }

    private func addChannels(_ arguments: inout QEMUArguments) {
        arguments.option(
            "-chardev", "socket", ["id": "monitor", "path": directory.monitor, "server": "on", "wait": "off"])
        arguments.option("-mon", nil, ["chardev": "monitor", "mode": "control"])
        arguments.option("-chardev", "file", ["id": "serial0", "path": directory.serialLog, "append": "on"])
        arguments.option("-serial", "chardev:serial0")
        arguments.option("-device", "virtio-serial-pci", [:])
        arguments.option("-chardev", "socket", ["id": "agent", "path": directory.agent, "server": "on", "wait": "off"])
        arguments.option("-device", "virtserialport", ["chardev": "agent", "name": "org.qemu.guest_agent.0"])
        arguments.option("-device", "virtio-rng-pci", [:])
        arguments.option("-vga", "std")
        arguments.option("-display", "none")
        // Nobody gets in before a password was set for one console.
        arguments.option("-vnc", "unix:" + QEMUArguments.escaped(directory.vnc), ["password": "on"])
    }
}

/// The addresses of a user-mode network around one guest, a /24.
struct UserNetworkPlan: Equatable {
    var network: String
    var gateway: String
    var nameServer: String
    var guest: String

    /// Nil when the text is no IPv4 address that a guest could have.
    init?(guest: String) {
        let parts = guest.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        guard parts.count == 4, let last = parts[3], !parts.contains(nil), last != 0, last != 255 else { return nil }
        let base = parts.prefix(3).compactMap { $0.map { "\($0)" } }.joined(separator: ".")
        self.guest = guest
        network = base + ".0/24"
        gateway = base + (last == 1 ? ".254" : ".1")
        nameServer = base + (last == 3 ? ".4" : ".3")
    }
}

/// Where the machines of a private network meet: a multicast group on loopback, named by the network.
struct MulticastSegment: Equatable {
    var address: String

    /// FNV-1a of the name, spread over 239.193.0.0/16 and 16384 ports.
    init(network: String) {
        let hash = network.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        address = "239.193.\(hash >> 24).\(hash >> 16 & 255):\(33_000 + Int(hash & 0x3FFF))"
    }
}
