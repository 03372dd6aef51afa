import Cyclades
import Vocabulary

/// What is to be done, in order for each machine; machines do not wait for each other.
///
/// A removal overtakes: what waits before it is canceled, and what is being done is interrupted, for the machine need
/// not first become what others asked of it.
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
    /// What ends the job that a machine is being worked on for.
    private var interrupts: [InstanceName: @Sendable () -> Void] = [:]

    /// Jobs of one machine that may wait. More are refused: each may take a minute, and none is worth the last one's wait.
    static let waitingMax = 16

    /// - Parameter unfinished: jobs of an earlier life, oldest first. They come before all that is asked from now on, also
    ///   before anybody works: a shutdown must not overtake the creation that was interrupted.
    init(_ unfinished: [Job] = []) {
        let idle = AsyncStream.makeStream(of: InstanceName.self)
        (idleMachines, wake) = (idle.stream, idle.continuation)
        var lists: [InstanceName: [Work]] = [:]
        for job in unfinished { Self.append(.job(job), to: &lists[InstanceName(job.instance), default: []]) }
        waiting = lists
        busy = Set(lists.keys)
        for instance in lists.keys { idle.continuation.yield(instance) }
    }

    func add(_ work: Work, on instance: InstanceName) {
        // Jobs that will change the machine anyway make a look needless, and two looks see what one sees.
        if work == .look, waiting[instance]?.contains(.look) == true { return }
        Self.append(work, to: &waiting[instance, default: []])
        if Self.isRemoval(work) { interrupts[instance]?() }
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

    /// Whether one more job may wait for this machine.
    func hasRoom(on instance: InstanceName) -> Bool { waiting[instance]?.count ?? 0 < Self.waitingMax }

    /// Whether something is being done on this machine, or waits to be.
    func isBusy(_ instance: InstanceName) -> Bool { busy.contains(instance) }

    /// Whether the removal of this machine waits.
    func isRemoving(_ instance: InstanceName) -> Bool { waiting[instance]?.contains(where: Self.isRemoval) ?? false }

    /// Does what a job asks of a machine, until it is done or a removal interrupts it.
    func interruptibly(on instance: InstanceName, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let work = Task { try await body() }
        if isRemoving(instance) { work.cancel() }
        interrupts[instance] = { work.cancel() }
        defer { interrupts[instance] = nil }
        try await withTaskCancellationHandler {
            try await work.value
        } onCancel: {
            work.cancel()
        }
    }

    /// A removal cancels what waits before it.
    private static func append(_ work: Work, to list: inout [Work]) {
        if isRemoval(work) {
            list = list.map { earlier in
                guard case .job(var job) = earlier, !job.isOver, job.operation != .remove else { return earlier }
                job.cancel()
                return .job(job)
            }
        }
        list.append(work)
    }

    private static func isRemoval(_ work: Work) -> Bool {
        guard case .job(let job) = work else { return false }
        return job.operation == .remove && !job.isOver
    }
}

extension Job {
    /// Ends it, since the machine is to be removed.
    mutating func cancel() {
        status = .canceled
        message = "The machine is to be removed."
    }
}
