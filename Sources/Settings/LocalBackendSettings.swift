/// How virtual machines are run on this host, where no cluster is. Ours; the original had no such backend.
public struct LocalBackendSettings: SettingsGroup {
    public static let title = "Machines on this host"

    public var accelerator = "auto"
    public var shutdownSeconds = 60
    public var forwardHost = "127.0.0.1"
    public var forwardPortFirst = 20_000
    public var forwardPortLast = 29_999
    public var allowsOutgoing = true
    public var imageCacheBytes: Int64 = 20 << 30

    public static let declarations: [SettingDeclaration<Self>] = [
        .init(
            "QEMU_ACCELERATOR", \.accelerator,
            "`auto` uses KVM where a probe shows that it works, else emulation; `kvm` and `tcg` insist."),
        .init(
            "QEMU_SHUTDOWN_TIMEOUT", \.shutdownSeconds, unit: "seconds",
            "How long a guest that was asked to go down may take before its power is cut."),
        .init(
            "QEMU_FORWARD_HOST", \.forwardHost,
            "Address of this host on which machines' ports 22 and 80 are offered. Anything but loopback opens them to others."
        ),
        .init("QEMU_FORWARD_PORT_FIRST", \.forwardPortFirst, "First port that may be taken for that."),
        .init("QEMU_FORWARD_PORT_LAST", \.forwardPortLast, "Last port that may be taken for that."),
        .init(
            "QEMU_ALLOW_OUTGOING", \.allowsOutgoing,
            "Whether guests may open connections, which reach this host's loopback too. False where guests are not trusted."
        ),
        .init(
            "QEMU_IMAGE_CACHE", \.imageCacheBytes, unit: "bytes",
            "Images no machine stands on are dropped, longest unused first, above this size."),
    ]

    public init() {}

    public func validate() throws {
        guard ["auto", "kvm", "tcg"].contains(accelerator) else {
            throw SettingsError("QEMU_ACCELERATOR should be auto, kvm or tcg, and is \(accelerator).")
        }
        guard (1024...65_535).contains(forwardPortFirst), (forwardPortFirst...65_535).contains(forwardPortLast) else {
            throw SettingsError(
                "QEMU_FORWARD_PORT_FIRST and QEMU_FORWARD_PORT_LAST should be ports from 1024 on, the first not above the last."
            )
        }
        guard shutdownSeconds >= 0, imageCacheBytes >= 0 else {
            throw SettingsError("QEMU_SHUTDOWN_TIMEOUT and QEMU_IMAGE_CACHE should not be negative.")
        }
    }
}
