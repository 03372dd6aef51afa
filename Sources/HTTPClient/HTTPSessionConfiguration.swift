/// How a session treats its servers.
public struct HTTPSessionConfiguration: Sendable {
    /// Requests under way at once; each has a thread and a kept connection.
    public var parallelMax = 8
    /// Requests that may wait for their turn.
    public var waitingMax = 1024
    public var connectTimeout: Duration = .seconds(5)
    /// Of an answer's body.
    public var answerMaxBytes = 64 << 20
    /// Certificates of authorities, PEM; nil for the system's.
    public var authoritiesFile: String?
    /// Whether certificates are checked. False only for a test.
    public var verifiesCertificates = true
    /// Whether the variables `http_proxy` and the like are followed. Calls between components should not.
    public var usesProxyFromEnvironment = false
    /// Connects here, whatever the URL's host; nil for the URL's host.
    public var unixSocketPath: String?
    public var userAgent = "synnefo"

    public init() {}
}
