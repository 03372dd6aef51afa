import Cyclades
import Vocabulary

/// Tells how far a machine's image is, in whole percents and not more often than that.
actor CopyProgress {
    private let instance: InstanceName
    private let backend: QEMUBackend
    private var told: Int64 = -1

    init(instance: InstanceName, backend: QEMUBackend) {
        self.instance = instance
        self.backend = backend
    }

    func tell(_ position: Int64, of total: Int64) async {
        let percent = total > 0 ? position * 100 / total : 100
        guard percent > told else { return }
        told = percent
        await backend.mention(
            backend.events.copyProgress(of: instance, position: position, total: total, at: backend.clock.now()))
    }
}
