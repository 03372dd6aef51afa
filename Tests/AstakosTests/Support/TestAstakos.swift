import Astakos
import SQLAccess
import Settings
import Synchronization
import TestEngines
import Vocabulary

/// Astakos over a fresh database, with the standard services registered and a clock that the test turns.
struct TestAstakos {
    let services: AstakosServices
    let database: TroubledDatabase
    let clock: TestClock

    init(_ engine: TestEngine, _ change: (inout AstakosSettings) -> Void = { _ in }) async throws {
        database = TroubledDatabase(try await engine.fresh(AstakosMigrations.all))
        var settings = AstakosSettings()
        settings.isModerated = false
        change(&settings)
        let clock = TestClock()
        self.clock = clock
        services = AstakosServices(
            database: database, settings: settings, secretKey: Secret("a key for tests"), passwordCost: .trivial,
            now: { clock.now })
    }

    /// `astakos`, `cyclades` and `pithos` with all they serve, and a limit of 10 machines.
    func register() async throws {
        for name in ["astakos", "cyclades", "pithos"] {
            let base = "http://cloud.test/\(name)"
            _ = try await services.components.add(name: name, url: StandardServices.uiURL(baseURL: base))
            _ = try await services.registry.register(StandardServices.definitions(of: name, baseURL: base))
        }
        try await services.resources.setLimit(10, of: "cyclades.vm")
    }

    /// A user who is verified and accepted.
    func user(_ name: String = "ada", password: String? = nil, groups: [String] = []) async throws -> User {
        let user = try await services.users.create(
            NewUser(
                email: "\(name)@example.org", firstName: name, lastName: "Test", password: password, groups: groups))
        return try await services.users.verify(user.id)
    }
}

/// A clock that stands still until it is turned.
final class TestClock: Sendable {
    private let time = Mutex(Timestamp(seconds: 1_700_000_000))

    var now: Timestamp { time.withLock { $0 } }

    func advance(by span: Duration) { time.withLock { $0 = $0 + span } }
}
