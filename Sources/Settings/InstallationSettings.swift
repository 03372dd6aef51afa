public import Vocabulary

/// What all components share: where they listen, keep their data and find each other.
public struct InstallationSettings: SettingsGroup {
    public static let title = "Installation"

    public var dataDirectory = "/var/lib/synnefo"
    public var listenHost = "127.0.0.1"
    /// 0 lets the system choose.
    public var listenPort = 8080
    public var astakosBaseURL = "http://127.0.0.1:8080/astakos"
    public var pithosBaseURL = "http://127.0.0.1:8080/pithos"
    public var pithosSwiftBaseURL = ""
    public var cycladesBaseURL = "http://127.0.0.1:8080/cyclades"
    public var astakosDatabase = ""
    public var pithosDatabase = ""
    public var cycladesDatabase = ""
    public var logLevel = "info"
    public var secretKey = Secret("")
    public var connectionsMax = 4096
    public var requestBodyMaxBytes: Int64 = 5 << 40
    public var drainSeconds = 30
    public var trustsForwardedHeaders = false

    public static let declarations: [SettingDeclaration<Self>] = [
        .init(
            "DATA_DIR", \.dataDirectory,
            "Directory of everything this installation keeps: databases, blocks, machines. Who may not write to the "
                + "default one uses `~/.local/share/synnefo`."),
        .init("LISTEN_HOST", \.listenHost, "Address to listen on."),
        .init("LISTEN_PORT", \.listenPort, "Port to listen on; 0 lets the system choose one."),
        .init("ASTAKOS_BASE_URL", \.astakosBaseURL, "Public URL of Astakos, may have a path."),
        .init("PITHOS_BASE_URL", \.pithosBaseURL, "Public URL of Pithos, may have a path."),
        .init(
            "PITHOS_SWIFT_BASE_URL", \.pithosSwiftBaseURL,
            "Public URL of the object store for OpenStack Swift's clients; empty for `swift` below PITHOS_BASE_URL."),
        .init("CYCLADES_BASE_URL", \.cycladesBaseURL, "Public URL of Cyclades, may have a path."),
        .init(
            "ASTAKOS_DATABASE", \.astakosDatabase, shown: { DatabaseText.harmless($0).shown },
            "`sqlite:PATH` or `postgresql://USER@HOST/NAME`; empty for `databases/astakos.sqlite` in DATA_DIR."),
        .init(
            "PITHOS_BACKEND_DB_CONNECTION", \.pithosDatabase, shown: { DatabaseText.harmless($0).shown },
            "`sqlite:PATH` or `postgresql://USER@HOST/NAME`; empty for `databases/pithos.sqlite` in DATA_DIR."),
        .init(
            "CYCLADES_DATABASE", \.cycladesDatabase, shown: { DatabaseText.harmless($0).shown },
            "`sqlite:PATH` or `postgresql://USER@HOST/NAME`; empty for `databases/cyclades.sqlite` in DATA_DIR."),
        .init(
            "LOG_LEVEL", \.logLevel,
            "Least important messages that are logged: trace, debug, info, notice, warning, error."),
        .init(
            "SECRET_KEY", \.secretKey,
            "Seals tokens at rest and signs sessions; empty for one made at first start and kept in DATA_DIR."),
        .init("MAX_CONNECTIONS", \.connectionsMax, "Connections served at once; more wait to be accepted."),
        .init(
            "MAX_REQUEST_BODY", \.requestBodyMaxBytes, unit: "bytes",
            "Largest body of any request; APIs that take JSON have smaller limits."),
        .init("DRAIN_TIMEOUT", \.drainSeconds, unit: "seconds", "How long requests may go on after the order to stop."),
        .init(
            "USE_X_FORWARDED_FOR", \.trustsForwardedHeaders,
            "Whether a proxy in front tells the client's address in X-Forwarded-For. True only behind a proxy."),
    ]

    public init() {}

    /// Where OpenStack Swift's clients reach the object store, without a slash at its end.
    public var swiftURL: String {
        var url = pithosSwiftBaseURL.isEmpty ? pithosBaseURL[...] : pithosSwiftBaseURL[...]
        while url.last == "/" { url.removeLast() }
        return pithosSwiftBaseURL.isEmpty ? url + "/swift" : String(url)
    }

    public func validate() throws {
        for (name, url) in [
            ("ASTAKOS_BASE_URL", astakosBaseURL), ("PITHOS_BASE_URL", pithosBaseURL),
            ("CYCLADES_BASE_URL", cycladesBaseURL),
        ] {
            try BaseURLText.check(url, setting: name)
        }
        if !pithosSwiftBaseURL.isEmpty { try BaseURLText.check(pithosSwiftBaseURL, setting: "PITHOS_SWIFT_BASE_URL") }
        guard (0...65_535).contains(listenPort) else {
            throw SettingsError("LISTEN_PORT should be a port, 0 to 65535, and is \(listenPort).")
        }
        let levels = ["trace", "debug", "info", "notice", "warning", "error", "critical"]
        guard levels.contains(logLevel) else {
            throw SettingsError("LOG_LEVEL should be one of \(levels.joined(separator: ", ")), and is \(logLevel).")
        }
        for (name, number, least) in [
            ("MAX_CONNECTIONS", Int64(connectionsMax), 1), ("MAX_REQUEST_BODY", requestBodyMaxBytes, 1),
            ("DRAIN_TIMEOUT", Int64(drainSeconds), 0),
        ] as [(String, Int64, Int64)] where number < least {
            throw SettingsError("\(name) should be at least \(least), and is \(number).")
        }
    }
}
