public import Logging
public import SQLAccess
public import Vocabulary

/// The event channel of one machine: events lie in a table of Cyclades' database until they are dealt with.
///
/// `publish` returns once the event is committed, so no crash loses it; what was delivered and not acknowledged
/// before a crash is delivered again. Events of one subject are delivered one after the other; different subjects side
/// by side. One that is rejected holds up its subject for a growing time, and is set aside after `attemptsMax` tries,
/// as a message queue would put it among the dead letters; the next start tries it again.
public final class InProcessEventChannel: EventChannel {
    private let database: any Database
    private let limits: Limits
    private let clock: @Sendable () -> Timestamp
    private let logger: Logger
    private let signal = WakeSignal()

    public struct Limits: Sendable {
        /// Events that may wait; publishing more is refused.
        public var backlogMax = 100_000
        /// Deliveries in vain before an event is set aside.
        public var attemptsMax = 10
        /// How long the first rejected delivery waits; doubles each time.
        public var firstDelay = Duration.milliseconds(100)
        public var delayMax = Duration.seconds(10)
        /// How often the table is looked at when nobody wakes the channel: another process may have published.
        public var poll = Duration.seconds(5)
        /// Subjects dealt with side by side.
        public var parallelMax = 8

        public init() {}
    }

    public init(
        database: any Database, limits: Limits = Limits(), logger: Logger,
        clock: @escaping @Sendable () -> Timestamp = { .now() }
    ) {
        self.database = database
        self.limits = limits
        self.clock = clock
        self.logger = logger
    }

    /// - Throws: serviceUnavailable when too many events wait already; `DatabaseError`.
    public func publish(_ event: BackendEvent) async throws {
        try await database.write { [limits, clock] tx in
            guard try tx.journal.count() < limits.backlogMax else {
                throw Fault(.serviceUnavailable, "\(limits.backlogMax) events wait already.")
            }
            try tx.journal.insert(event, subject: Self.subject(of: event), at: clock())
        }
        signal.wake()
    }

    /// How many events have not been dealt with.
    public func backlog() async throws -> Int {
        try await database.read { try $0.journal.count() }
    }

    public func consume(_ handle: @escaping @Sendable (BackendEvent) async -> EventVerdict) async throws {
        let revived = try await database.write { [clock] in try $0.journal.revive(at: clock()) }
        if revived > 0 { logger.notice("Trying events again that were set aside", metadata: ["count": "\(revived)"]) }
        while !Task.isCancelled {
            let now = clock()
            let entries = try await database.read { try $0.journal.due(at: now, limit: 256) }
            if entries.isEmpty {
                await pause()
            } else {
                try await deliver(entries, to: handle)
            }
        }
    }

    /// Delivers each subject's events in order, several subjects at a time.
    private func deliver(
        _ entries: [EventJournalStore.Entry], to handle: @escaping @Sendable (BackendEvent) async -> EventVerdict
    ) async throws {
        var queues = Dictionary(grouping: entries, by: \.subject).values.makeIterator()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<limits.parallelMax {
                guard let queue = queues.next() else { break }
                group.addTask { try await self.deliver(queue: queue, to: handle) }
            }
            while try await group.next() != nil {
                guard let queue = queues.next() else { continue }
                group.addTask { try await self.deliver(queue: queue, to: handle) }
            }
        }
    }

    private func deliver(
        queue: [EventJournalStore.Entry], to handle: @Sendable (BackendEvent) async -> EventVerdict
    ) async throws {
        var done: [Int64] = []
        for entry in queue {
            if Task.isCancelled { break }
            let verdict = await handle(entry.event)
            if verdict == .reject {
                try await postpone(entry)
                break
            }
            if verdict == .nack {
                logger.error("Dropped an event that cannot be understood", metadata: ["subject": "\(entry.subject)"])
            }
            done.append(entry.id)
        }
        try await database.write { [done] in try $0.journal.delete(done) }
    }

    private func postpone(_ entry: EventJournalStore.Entry) async throws {
        let attempts = entry.attempts + 1
        guard attempts < limits.attemptsMax else {
            logger.error("Set an event aside that was rejected too often", metadata: ["subject": "\(entry.subject)"])
            return try await database.write { try $0.journal.bury(entry.id) }
        }
        let delay = min(limits.firstDelay * (1 << min(entry.attempts, 20)), limits.delayMax)
        let due = clock() + delay
        try await database.write { try $0.journal.postpone(entry.id, attempts: attempts, until: due) }
    }

    /// Until something is published, the next event is due, or it is time to look again.
    private func pause() async {
        let next = try? await database.read { try $0.journal.nextDue() }
        var delay = limits.poll
        if let next { delay = min(max(next - clock(), .milliseconds(1)), limits.poll) }
        await signal.wait(atMost: delay)
    }

    /// What an event is about; events that do not say so are one subject of their own kind.
    private static func subject(of event: BackendEvent) -> String {
        let body = try? JSONValue(parsing: event.body)
        return (body?["instance"] ?? body?["network"])?.stringValue ?? event.kind.rawValue
    }
}
