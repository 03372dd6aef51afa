import Cyclades
import Vocabulary

/// What is to be done, in order for each machine; machines do not wait for each other.
actor JobQueue {
    enum Work: Sendable, Equatable {
        case job(Job)
        /// The machine's QEMU went away: see whether anybody meant it to.
        case look
    }

    /// Machines that have something to do and nobody who does it. One reader.
    nonisolated let idleMachines: AsyncStream<InstanceName>
    private let wake: AsyncStream<InstanceName>.Continuation
    private var waiting: [InstanceName: [Work]] = [:]
    /// Machines that somebody works on.
    private var busy: Set<InstanceName> = []

    init() {
        (idleMachines, wake) = AsyncStream.makeStream()
    }

    func add(_ work: Work, on instance: InstanceName) {
        // Jobs that will change the machine anyway make a look needless, and two looks see what one sees.
        if work == .look, waiting[instance]?.contains(.look) == true { return }
        waiting[instance, default: []].append(work)
        if busy.insert(instance).inserted { wake.yield(instance) }
    }

    /// The next work on a machine whose name came from `idleMachines`; nil ends the turn of who works on it.
    func next(on instance: InstanceName) -> Work? {
        guard var list = waiting[instance], !list.isEmpty else {
            waiting[instance] = nil
            busy.remove(instance)
            return nil
        }
        let work = list.removeFirst()
        waiting[instance] = list
        return work
    }
}
