import FoundationEssentials
import TestHTTP
import VMBackends

@testable import Installation

/// Installations in folders that go when the test ends.
enum TestInstallation {
    static func withFolder(_ body: (String) async throws -> Void) async throws {
        let path = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
        defer { try? FileManager.default.removeItem(atPath: path) }
        try await body(path)
    }

    /// Starts what is installed in a folder, with machines that nobody runs.
    ///
    /// - Parameter settings: in the environment's names.
    static func start(
        _ path: String, port: Int = 9001, settings: [String: String] = [:], _ body: (Services) async throws -> Void
    ) async throws {
        var installed = try InstalledSettings(dataPath: path, settingsPath: nil, environment: settings)
        installed.listen(on: ListenAddress(host: "127.0.0.1", port: port))
        let services = try await Services.open(installed, backend: SimulatedBackend(mode: .manual), logger: .silent)
        do {
            _ = try await FirstRun(services).run()
            try await body(services)
        } catch {
            await services.close()
            throw error
        }
        await services.close()
    }
}
