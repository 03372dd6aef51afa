import Cyclades
import Synchronization
import Vocabulary

/// Consoles that were promised to someone who holds a token: good for one use, for a short time.
final class ConsoleTickets: Sendable {
    private struct Ticket {
        var endpoint: ConsoleEndpoint
        var expires: ContinuousClock.Instant
    }

    private let tickets = Mutex<[String: Ticket]>([:])
    private let lifetime: Duration
    private static let countMax = 10_000

    init(lifetime: Duration) {
        self.lifetime = lifetime
    }

    /// - Throws: serviceUnavailable when too many are out.
    func issue(for endpoint: ConsoleEndpoint) throws -> String {
        let token = RandomToken.text()
        let now = ContinuousClock.now
        try tickets.withLock { tickets in
            tickets = tickets.filter { $0.value.expires > now }
            guard tickets.count < Self.countMax else {
                throw Fault(.serviceUnavailable, "Too many consoles are about to be opened; try again in a minute.")
            }
            tickets[token] = Ticket(endpoint: endpoint, expires: now + lifetime)
        }
        return token
    }

    /// Nil for a token that is unknown, used or too old.
    func redeem(_ token: String) -> ConsoleEndpoint? {
        let ticket = tickets.withLock { $0.removeValue(forKey: token) }
        guard let ticket, ticket.expires > .now else { return nil }
        return ticket.endpoint
    }
}
