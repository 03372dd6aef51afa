/// The files of one machine.
struct MachineDirectory: Sendable {
    /// Absolute.
    var path: String

    var record: String { path + "/machine.json" }
    var disk: String { path + "/disk.qcow2" }
    var seed: String { path + "/seed.iso" }
    /// Exists while the seed is being made.
    var seedFiles: String { path + "/seed" }
    /// QEMU's process id, written by QEMU and locked by it.
    var processID: String { path + "/pid" }
    /// What QEMU itself says.
    var log: String { path + "/qemu.log" }
    /// What the guest says on its first serial port.
    var serialLog: String { path + "/serial.log" }
    var monitor: String { path + "/qmp" }
    var agent: String { path + "/agent" }
    var vnc: String { path + "/vnc" }

    /// What a Unix socket's address holds, without the closing zero.
    static let socketPathMax = 107
}
