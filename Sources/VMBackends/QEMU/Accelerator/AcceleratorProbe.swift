import FoundationEssentials
import Glibc
import Logging
import QEMUClient

/// Finds out whether KVM really works on this host.
///
/// A device file is no proof: where this host is itself a virtual machine, KVM may be there and be slower than
/// software,
/// or abort. So a boot sector is started, which leaves QEMU with a status of its choice, and must do so in two seconds;
/// software needs a third of one.
struct AcceleratorProbe: Sendable {
    var qemu: Program
    /// Keeps the finding until the host starts anew, or QEMU or its own words change.
    var directory: String
    var logger: Logger

    private static let exitStatus: Int32 = 33
    private static let patience: Duration = .seconds(2)
    /// `host` is best; some hosts cannot give the guest its list of flaws.
    private static let processors = ["host", "host,-arch-capabilities"]

    private struct Finding: Codable {
        var boot: String
        var qemuSize: Int64
        var accelerator: Accelerator
    }

    func find(_ choice: AcceleratorChoice) async throws -> Accelerator {
        switch choice {
        case .tcg:
            return .tcg
        case .kvm:
            // The operator knows better than the probe whether to use KVM, not which processor model it takes.
            if case .kvm(let cpu) = try await probed() { return .kvm(cpu: cpu) }
            return .kvm(cpu: "host")
        case .auto:
            return try await probed()
        }
    }

    private func probed() async throws -> Accelerator {
        guard access("/dev/kvm", R_OK | W_OK) == 0 else { return .tcg }
        let path = directory + "/accelerator.json"
        let boot =
            (try? Files.read("/proc/sys/kernel/random/boot_id")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let size = Files.size(qemu.path) ?? 0
        if let bytes = try? Files.read(path), let finding = try? JSONDecoder().decode(Finding.self, from: bytes),
            finding.boot == boot, finding.qemuSize == size
        {
            return finding.accelerator
        }
        var accelerator = Accelerator.tcg
        for candidate in Self.processors.map(Accelerator.kvm) where try await works(candidate, within: Self.patience) {
            accelerator = candidate
            break
        }
        if accelerator == .tcg {
            logger.notice("KVM is there but does not run a guest in time; machines run in software")
        }
        let finding = try JSONEncoder().encode(Finding(boot: boot, qemuSize: size, accelerator: accelerator))
        try await offPool { try Files.writeDurably(finding, to: path) }
        return accelerator
    }

    /// Whether a guest comes to its end in time.
    func works(_ accelerator: Accelerator, within limit: Duration) async throws -> Bool {
        let disk = directory + "/probe.raw"
        try await offPool { try Files.writeDurably(Self.disk, to: disk) }
        var arguments = QEMUArguments()
        arguments.option("-machine", "q35", ["accel": accelerator.word])
        arguments.option("-cpu", accelerator.cpu)
        arguments.option("-m", "16")
        arguments.option("-display", "none")
        arguments.flag("-nodefaults")
        arguments.flag("-no-user-config")
        arguments.option(
            "-blockdev", nil, ["driver": "file", "node-name": "file0", "filename": disk, "read-only": "on"])
        arguments.option("-blockdev", nil, ["driver": "raw", "node-name": "disk0", "file": "file0", "read-only": "on"])
        arguments.option("-device", "virtio-blk-pci", ["drive": "disk0"])
        arguments.option("-device", "isa-debug-exit", ["iobase": "0x501", "iosize": "1"])
        let outcome = try await qemu.run(arguments.words, errorLog: directory + "/probe.log", timeout: limit)
        return outcome.status == Self.exitStatus
    }

    /// A disk whose boot sector writes 0x10 to port 0x501, which makes QEMU end with status 2 * 0x10 + 1. Of 1 MiB: the
    /// BIOS does not start from a disk of one sector.
    private static var disk: [UInt8] {
        let code: [UInt8] = [0xFA, 0xBA, 0x01, 0x05, 0xB0, 0x10, 0xEE, 0xF4, 0xEB, 0xFD]
        let sector = code + [UInt8](repeating: 0, count: 510 - code.count) + [0x55, 0xAA]
        return sector + [UInt8](repeating: 0, count: (1 << 20) - sector.count)
    }
}
