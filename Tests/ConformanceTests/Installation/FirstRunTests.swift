import Astakos
import FoundationEssentials
import TestHTTP
import Testing
import VMBackends

@testable import Installation

/// What later starts find as it was, and what they follow.
struct FirstRunTests {
    private func withFolder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Starts what is installed in a folder, at an address of its own.
    private func start(_ path: String, port: Int = 9001, _ body: (Services) async throws -> Void) async throws {
        var settings = try InstalledSettings(dataPath: path, settingsPath: nil, environment: [:])
        settings.listen(on: ListenAddress(host: "127.0.0.1", port: port))
        let services = try await Services.open(settings, backend: SimulatedBackend(mode: .manual), logger: .silent)
        do {
            _ = try await FirstRun(services).run()
            try await body(services)
        } catch {
            await services.close()
            throw error
        }
        await services.close()
    }

    @Test func aPasswordIsToldUntilTheUserHasAnotherOne() async throws {
        try await withFolder { path in
            let data = DataDirectory(path: path)
            try await start(path) { _ in }
            let first = try #require(try Credentials.load(from: data))
            try #require(first.password != nil)
            try await start(path) { services in
                #expect(try Credentials.load(from: data)?.password == first.password)
                let user = try #require(try await services.astakos.users.lookup(email: first.username))
                try await services.astakos.users.setPassword("another-Passw0rd", of: user.id)
            }
            try await start(path) { services in
                let later = try #require(try Credentials.load(from: data))
                #expect(later.password == nil)
                let user = try #require(try await services.astakos.users.lookup(email: first.username))
                let token = try await services.astakos.tokens.reveal(user.id)
                #expect(later.token == token)
            }
        }
    }

    @Test func anOperatorsAddressOfAComponentLastsAndOursFollow() async throws {
        let chosen = "https://compute.example.org/ui"
        try await withFolder { path in
            try await start(path) { services in
                let cyclades = try await services.astakos.components.find("cyclades")
                #expect(cyclades.url?.hasPrefix("http://127.0.0.1:9001/") == true)
                try await services.astakos.components.setURL(chosen, of: cyclades.id)
            }
            for port in [9001, 9002] {
                try await start(path, port: port) { services in
                    let cyclades = try await services.astakos.components.find("cyclades")
                    let pithos = try await services.astakos.components.find("pithos")
                    #expect(cyclades.url == chosen)
                    #expect(pithos.url?.hasPrefix("http://127.0.0.1:\(port)/") == true)
                }
            }
        }
    }
}
