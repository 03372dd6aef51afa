import Settings
import VMBackends

extension QEMUSettings {
    /// What the operator has set for machines on this host.
    init(_ settings: InstalledSettings) {
        self.init(directory: settings.data.qemu)
        namedDirectory = settings.data.path
        let local = settings.localBackend
        clusterName = FirstRun.backend
        accelerator = AcceleratorChoice(rawValue: local.accelerator) ?? .auto
        shutdownPatience = .seconds(local.shutdownSeconds)
        forwardHost = local.forwardHost
        forwardPorts = local.forwardPortFirst...local.forwardPortLast
        allowsOutgoing = local.allowsOutgoing
        imageCacheBytes = local.imageCacheBytes
    }
}
