import Glibc
import PostgresAccess
import Synchronization

/// The databases this process has on the test server.
final class TestDatabases: Sendable {
    static let shared = TestDatabases()

    /// Tests run side by side, each with a few connections, of which a server has some hundred.
    private static let limit = 32

    private let live = Mutex<[String: PostgresServer]>([:])

    private init() {
        // Tests that are still in hand when the process ends leave nothing behind.
        atexit { TestDatabases.shared.dropAll() }
    }

    /// Waits while many databases are in use; not forever, for a test that holds one may want a second.
    func awaitRoom() async {
        let deadline = ContinuousClock.now + .seconds(20)
        while live.withLock({ $0.count }) >= Self.limit, ContinuousClock.now < deadline {
            // A cancelled test goes on, and ends at its next step.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    func add(_ name: String, on server: PostgresServer) {
        live.withLock { $0[name] = server }
    }

    /// Drops a database beside what goes on.
    func drop(_ name: String) {
        guard let server = live.withLock({ $0[name] }) else { return }
        Task {
            // The server is thrown away after the tests.
            try? await server.dropDatabase(name)
            _ = live.withLock { $0.removeValue(forKey: name) }
        }
    }

    private func dropAll() {
        for (name, server) in live.withLock({ $0 }) {
            try? server.dropDatabaseBlocking(name)
        }
    }
}
