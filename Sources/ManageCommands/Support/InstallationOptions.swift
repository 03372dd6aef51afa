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

    /// The settings with the addresses of the cloud that runs or ran, for commands that print some.
    public func settingsOfCloud(environment: [String: String] = Environment.variables) throws -> InstalledSettings {
        var settings = try settings(environment: environment)
        try settings.followCloud()
        return settings
    }

    /// Lends the installation's services to a command. Works beside a running server.
    ///
    /// - Parameter needsBlocks: whether a directory of blocks has to be there already.
    /// - Throws: `CommandError` where there is no installation: a mistyped folder must not become an empty cloud.
    public func open<Value: Sendable>(
        needsBlocks: Bool = false, _ body: (Services) async throws -> Value
    ) async throws -> Value {
        var settings = try settings()
        guard try settings.data.exists() else {
            throw CommandError(
                "There is no cloud in \(settings.data.path). `synnefo up` makes one; --data names another folder.")
        }
        try settings.followCloud()
        if needsBlocks { try settings.checkBlockDirectory() }
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
