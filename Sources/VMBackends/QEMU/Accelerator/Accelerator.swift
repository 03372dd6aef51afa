/// How QEMU runs the guest's processor.
enum Accelerator: Codable, Sendable, Equatable {
    /// With the processor model that the probe succeeded with.
    case kvm(cpu: String)
    /// In software, everywhere.
    case tcg

    var word: String {
        switch self {
        case .kvm: "kvm"
        case .tcg: "tcg"
        }
    }

    /// All that can be emulated: today's distributions want more than QEMU's oldest model.
    var cpu: String {
        switch self {
        case .kvm(let cpu): cpu
        case .tcg: "max"
        }
    }
}
