/// Where a server listens, and the bounds it puts on clients.
public struct HTTPServerConfiguration: Sendable {
    public enum Address: Sendable, Hashable {
        /// Port 0 lets the system choose.
        case host(String, port: Int)
        case unixSocket(path: String)
    }

    public var address: Address
    /// Connections the kernel holds until they are accepted.
    public var backlog = 1024
    /// Connections served at once; more wait in the backlog.
    public var connectionsMax = 4096
    /// One header, name and value.
    public var headerMaxBytes = 16 << 10
    /// All headers of a request and its target.
    public var headersMaxBytes = 64 << 10
    /// Pithos takes up to 90 headers of metadata, so there is room for those and more.
    public var headersMaxCount = 200
    /// The longest body of any request. Services that keep bodies in memory have smaller limits of their own.
    public var bodyMaxBytes: Int64 = 5 << 40
    /// From connecting to the end of the first request's head.
    public var headTimeout: Duration = .seconds(20)
    /// From one answer to the end of the next request's head.
    public var keepAliveTimeout: Duration = .seconds(75)
    /// Between two pieces of a body that we are waiting for.
    public var bodyTimeout: Duration = .seconds(60)
    /// What a body brings at least while we wait for it for `bodyTimeout`, all pauses together: no client on any network is
    /// so slow that still means it.
    public var bodyMinBytes = 4 << 10
    /// How long a client may take nothing of an answer.
    public var writeTimeout: Duration = .seconds(60)
    /// How long requests may go on after the order to stop.
    public var drainTimeout: Duration = .seconds(30)

    public init(address: Address = .host("127.0.0.1", port: 8080)) {
        self.address = address
    }
}
