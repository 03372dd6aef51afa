import SQLAccess
import Vocabulary

extension Transaction {
    var journal: EventJournalStore { EventJournalStore(tx: self) }
}

/// The SQL of `event_journal`: events that were published and not yet dealt with.
struct EventJournalStore {
    let tx: Transaction

    struct Entry: Sendable {
        var id: Int64
        var event: BackendEvent
        /// The instance or network it is about; events of one subject are delivered in order.
        var subject: String
        /// How often it was delivered in vain.
        var attempts: Int
    }

    func insert(_ event: BackendEvent, subject: String, at now: Timestamp) throws {
        try tx.run(
            """
            INSERT INTO event_journal (kind, subject, body, published, attempts, due, dead)
            VALUES (\(event.kind.rawValue), \(subject), \(event.body), \(now), 0, \(now), FALSE)
            """)
    }

    func count() throws -> Int {
        try tx.value("SELECT COUNT(*) FROM event_journal WHERE NOT dead") ?? 0
    }

    /// The oldest events that may be delivered now. One whose subject has an earlier event that is still to be waited
    /// for is not among them.
    func due(at now: Timestamp, limit: Int) throws -> [Entry] {
        try tx.all(
            """
            SELECT e.id, e.kind, e.body, e.subject, e.attempts FROM event_journal e
            WHERE NOT e.dead AND e.due <= \(now) AND NOT EXISTS (SELECT 1 FROM event_journal b
                WHERE b.subject = e.subject AND NOT b.dead AND b.id < e.id AND b.due > \(now))
            ORDER BY e.id LIMIT \(limit)
            """
        ) { row in
            guard let kind = BackendEvent.Kind(rawValue: try row.get(1)) else {
                throw DatabaseError.unexpectedValue(column: "kind", type: "BackendEvent.Kind")
            }
            return Entry(
                id: try row.get(0), event: BackendEvent(kind: kind, body: try row.get(2)), subject: try row.get(3),
                attempts: try row.get(4))
        }
    }

    /// When the next event that is waited for may be delivered; nil when there is none.
    func nextDue() throws -> Timestamp? {
        try tx.value("SELECT MIN(due) FROM event_journal WHERE NOT dead")
    }

    func delete(_ ids: [Int64]) throws {
        guard !ids.isEmpty else { return }
        try tx.run("DELETE FROM event_journal WHERE id IN \(.list(ids))")
    }

    func postpone(_ id: Int64, attempts: Int, until due: Timestamp) throws {
        try tx.run("UPDATE event_journal SET attempts = \(attempts), due = \(due) WHERE id = \(id)")
    }

    /// Sets it aside, so that later events of its subject are not held up.
    func bury(_ id: Int64) throws {
        try tx.run("UPDATE event_journal SET dead = TRUE WHERE id = \(id)")
    }

    /// Gives set-aside events another chance; how many there were.
    func revive(at now: Timestamp) throws -> Int {
        try tx.run("UPDATE event_journal SET dead = FALSE, attempts = 0, due = \(now) WHERE dead")
    }
}
