import Cyclades
import QEMUClient
import Testing
import Vocabulary

@testable import VMBackends

struct MachineCommandLineTests {
    private func words(
        accelerator: Accelerator = .tcg, allowsOutgoing: Bool = true, directory: String = "/m",
        change: (inout Machine) -> Void = { _ in }
    ) -> [String] {
        var machine = Machine(.fixed())
        machine.uuid = "8c1e1b32-0000-4000-8000-000000000001"
        machine.forwards = [PortForward(guest: 22, host: "127.0.0.1", port: 20_001)]
        change(&machine)
        return MachineCommandLine(
            machine: machine, directory: MachineDirectory(path: directory), accelerator: accelerator,
            allowsOutgoing: allowsOutgoing
        ).arguments.words
    }

    private func value(of option: String, in words: [String]) -> String? {
        words.firstIndex(of: option).map { words[$0 + 1] }
    }

    @Test func theFlavorAndTheAcceleratorAreGiven() {
        let words = words(accelerator: .kvm(cpu: "host"))
        #expect(value(of: "-smp", in: words) == "1")
        #expect(value(of: "-m", in: words) == "128")
        #expect(value(of: "-machine", in: words) == "q35,accel=kvm")
        #expect(value(of: "-cpu", in: words) == "host")
    }

    @Test func theGuestGetsByDHCPTheAddressTheCloudGaveIt() {
        #expect(
            value(of: "-netdev", in: words())
                == "user,id=net0,net=198.51.100.0/24,host=198.51.100.1,dns=198.51.100.3,dhcpstart=198.51.100.7,"
                + "hostfwd=tcp:127.0.0.1:20001-198.51.100.7:22")
    }

    @Test func guestsThatAreNotTrustedReachNobody() {
        #expect(value(of: "-netdev", in: words(allowsOutgoing: false))?.contains("restrict=on") == true)
    }

    @Test func aCommaInAPathDoesNotEndTheProperty() {
        let disk = words(directory: "/data,old").first { $0.contains("node-name=file0") }
        #expect(disk?.contains("filename=/data,,old/disk.qcow2") == true)
    }

    @Test func aPrivateNetworkIsOneSegmentForAllItsMachines() {
        func segment(_ network: String) -> String? {
            value(
                of: "-netdev",
                in: words {
                    $0.nics = [
                        MachineNIC(
                            NICOrder(index: 0, network: network, isPublic: false, mac: nil, ipv4: nil, ipv6: nil))
                    ]
                })
        }
        #expect(segment("snf-net-7")?.hasPrefix("socket,id=net0,mcast=239.193.") == true)
        #expect(segment("snf-net-7") == segment("snf-net-7"))
        #expect(segment("snf-net-7") != segment("snf-net-8"))
    }

    @Test(arguments: [
        ("198.51.100.7", "198.51.100.1", "198.51.100.3"),
        ("10.0.0.1", "10.0.0.254", "10.0.0.3"),
        ("10.0.0.3", "10.0.0.1", "10.0.0.4"),
    ])
    func theAddressesAroundAGuestAreNotItsOwn(guest: String, gateway: String, nameServer: String) throws {
        let plan = try #require(UserNetworkPlan(guest: guest))
        #expect(plan.gateway == gateway)
        #expect(plan.nameServer == nameServer)
    }

    @Test(arguments: ["", "10.0.0", "10.0.0.0", "10.0.0.255", "10.0.0.300", "::1", "a.b.c.d"])
    func whatIsNoAddressGivesNoPlan(text: String) {
        #expect(UserNetworkPlan(guest: text) == nil)
    }
}

struct QEMUArgumentsTests {
    @Test func propertiesAreJoinedAndCommasDoubled() {
        var arguments = QEMUArguments()
        arguments.option("-drive", nil, ["file": "a,b", "if": "none"])
        arguments.option("-device", "virtio-rng-pci", [:])
        arguments.flag("-nodefaults")
        #expect(arguments.words == ["-drive", "file=a,,b,if=none", "-device", "virtio-rng-pci", "-nodefaults"])
    }
}
