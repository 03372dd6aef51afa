import Glibc
public import Settings
import Vocabulary

/// All settings of an installation, read once at start.
public struct InstalledSettings: Sendable {
    public var installation: InstallationSettings
    public var astakos: AstakosSettings
    public var pithos: PithosSettings
    public var cyclades: CycladesSettings
    public var localBackend: LocalBackendSettings
    public var web: WebSettings
    public var data: DataDirectory
    /// Where the values came from, for `settings-list`.
    public var source: SettingsSource

    /// Reads the settings.
    ///
    /// The data directory is `dataPath`, else `SYNNEFO_DATA_DIR`, else what the files say, else the standard one. The
    /// files are those of `settingsPath`, else `SYNNEFO_SETTINGS_DIR`, else `settings/` in the data directory where there
    /// is one.
    ///
    /// - Throws: `SettingsError` in words that name the setting; `Fault(.badRequest)` when the data directory has no
    ///   name.
    public init(dataPath: String?, settingsPath: String?, environment: [String: String]) throws {
        var environment = environment
        if let dataPath { environment["SYNNEFO_DATA_DIR"] = dataPath }
        let inData = try Self.settingsFolder(environment: environment)
        source = try SettingsSource(
            directory: settingsPath ?? environment["SYNNEFO_SETTINGS_DIR"] ?? inData, environment: environment)
        installation = try source.load()
        astakos = try source.load()
        pithos = try source.load()
        cyclades = try source.load()
        localBackend = try source.load()
        web = try source.load()
        data = try Self.dataDirectory(installation, environment)
        installation.dataDirectory = data.path
    }

    /// Names in the files and in the environment that mean nothing, each with the nearest that does.
    public var unknown: [UnknownSetting] {
        source.unknownSettings(known: SettingsCatalog.all.names)
    }

    /// Takes the place of what the files say: where to listen, on the command line.
    ///
    /// Base URLs that nobody set follow the address.
    public mutating func listen(on address: ListenAddress) {
        let standard = InstallationSettings()
        installation.listenHost = address.host
        installation.listenPort = address.port
        let root = "http://\(address.urlHost):\(address.port)"
        if installation.astakosBaseURL == standard.astakosBaseURL { installation.astakosBaseURL = root + "/astakos" }
        if installation.pithosBaseURL == standard.pithosBaseURL { installation.pithosBaseURL = root + "/pithos" }
        if installation.cycladesBaseURL == standard.cycladesBaseURL {
            installation.cycladesBaseURL = root + "/cyclades"
        }
    }

    /// Base URLs that nobody set become those of the cloud that runs on this data directory, or ran last; before its first
    /// start, those it will have.
    ///
    /// - Throws: `Fault(.serviceUnavailable)` when the data directory cannot be read.
    public mutating func followCloud() throws {
        let named = ListenAddress(host: installation.listenHost, port: installation.listenPort)
        let address = try ListenAddress.load(from: data) ?? named
        // A port that the system will choose is known to nobody yet.
        guard address.port != 0 else { return }
        listen(on: address)
    }

    /// An empty name, as of a shell variable that is not set, must not become the current directory.
    private static func dataDirectory(
        _ settings: InstallationSettings, _ environment: [String: String]
    ) throws -> DataDirectory {
        guard !settings.dataDirectory.isEmpty else {
            throw Fault(.badRequest, "The data folder has no name; give one in --data, SYNNEFO_DATA_DIR or DATA_DIR.")
        }
        let standard = InstallationSettings().dataDirectory
        guard settings.dataDirectory == standard else { return DataDirectory(path: settings.dataDirectory) }
        let isOurs = geteuid() == 0 || access(standard, R_OK | W_OK | X_OK) == 0
        return DataDirectory(path: isOurs ? standard : homeDirectory(environment) ?? standard)
    }

    /// Where somebody who may not write to the machine's own directory keeps an installation; nil for who has no home.
    /// Source: XDG Base Directory Specification.
    static func homeDirectory(_ environment: [String: String]) -> String? {
        if let data = environment["XDG_DATA_HOME"], data.hasPrefix("/") { return data + "/synnefo" }
        guard let home = environment["HOME"], home.hasPrefix("/") else { return nil }
        return home + "/.local/share/synnefo"
    }

    private static func settingsFolder(environment: [String: String]) throws -> String? {
        let outer: InstallationSettings = try SettingsSource(directory: nil, environment: environment).load()
        let data = try dataDirectory(outer, environment)
        return data.hasSettings ? data.settings : nil
    }
}
