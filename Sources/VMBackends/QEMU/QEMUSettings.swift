public import QEMUClient

/// How machines are run on this host.
public struct QEMUSettings: Sendable {
    /// Everything is kept below it: `machines/`, `images/`, `jobs/`. Absolute; short enough for Unix sockets in it.
    public var directory: String
    /// The directory that the operator named, where `directory` lies; refusals speak of this one.
    public var namedDirectory: String
    /// The cluster's name in events; the backend's row carries the same.
    public var clusterName = "local"
    /// How long a guest that was asked to go down may take before its power is cut.
    public var shutdownPatience: Duration = .seconds(60)
    /// `auto` uses KVM where a probe has shown that it works.
    public var accelerator: AcceleratorChoice = .auto
    /// The address of this host at which the forwarded ports listen. Anything but loopback opens them to others.
    public var forwardHost = "127.0.0.1"
    /// Where forwarded ports are taken from. Below the range that the kernel gives to outgoing connections, so that
    /// a machine finds its ports free again when it starts anew.
    public var forwardPorts: ClosedRange<Int> = 20_000...29_999
    /// Ports of the guest that are forwarded.
    public var guestPorts = [22, 80]
    /// Whether guests may open connections to the outside. Through QEMU's user-mode network that includes the loopback
    /// addresses of this host: set to false where guests are not trusted.
    public var allowsOutgoing = true
    /// The image cache drops the longest unused images above this; those that machines stand on always stay.
    public var imageCacheBytes: Int64 = 20 << 30
    /// Above this the log of a machine's serial port is moved aside.
    public var serialLogBytes: Int64 = 4 << 20

    /// The programs; nil where this host has none.
    public var qemu = Program.find("qemu-system-x86_64")
    public var qemuImage = Program.find("qemu-img")
    /// Makes the seed; called as `mkisofs`.
    public var isoMaker = Program.find("xorriso") ?? Program.find("genisoimage") ?? Program.find("mkisofs")

    public init(directory: String) {
        self.directory = directory
        namedDirectory = directory
    }

    /// Debian packages whose programs are missing; empty when machines can be run.
    public var missingPackages: [String] {
        var missing: [String] = []
        if qemu == nil { missing.append("qemu-system-x86") }
        if qemuImage == nil { missing.append("qemu-utils") }
        if isoMaker == nil { missing.append("genisoimage") }
        return missing
    }
}

/// What the settings say about KVM.
public enum AcceleratorChoice: String, Sendable {
    case auto, kvm, tcg
}
