public import ArgumentParser
public import Installation
import Logging
import Settings
import Vocabulary

/// Which installation a command works on.
public struct InstallationOptions: ParsableArguments {
    @Option(
        name: .customLong("data"),
        help: ArgumentHelp(
            "Folder in which the installation keeps its data.",
            discussion: "Else the variable SYNNEFO_DATA_DIR, else what the settings say.", valueName: "folder"))
    public var data: String?

    @Option(
        name: .customLong("settings-dir"),
        help: ArgumentHelp(
            "Folder of the settings files.",
            discussion: "Else the variable SYNNEFO_SETTINGS_DIR, else settings/ in the data folder.",
            valueName: "folder"))
    public var settingsDirectory: String?

    public init() {}

    /// The settings; warns on standard error of names that mean nothing.
    public func settings(environment: [String: String] = Environment.variables) throws -> InstalledSettings {
        let settings = try InstalledSettings(
            dataPath: data, settingsPath: settingsDirectory, environment: environment)
        for unknown in settings.unknown { Console.printError("Warning: \(unknown)") }
        return settings
    }

    /// Lends the installation's services to a command. Works beside a running server.
    ///
    /// - Throws: `CommandError` where there is no installation: a mistyped folder must not become an empty cloud.
    public func open<Value: Sendable>(_ body: (Services) async throws -> Value) async throws -> Value {
        let settings = try settings()
        guard try settings.data.exists() else {
            throw CommandError(
                "There is no cloud in \(settings.data.path). `synnefo up` makes one; --data names another folder.")
        }
        // Commands speak through their output; only what an operator must act on is logged.
        let logger = try LineLogHandler.logger(label: "snf-manage", level: .error)
        let services = try await Services.open(settings, logger: logger)
        do {
            let value = try await body(services)
            await services.close()
            return value
        } catch {
            await services.close()
            throw error
        }
    }
}
