/// A server with all that its detailed view shows.
public struct ServerDetail: Sendable {
    public var server: Server
    /// All interfaces by index, also those still being made.
    public var nics: [NIC]
    public var metadata: [String: String]
    /// The newest one.
    public var diagnostic: Diagnostic?

    public init(server: Server, nics: [NIC], metadata: [String: String], diagnostic: Diagnostic?) {
        self.server = server
        self.nics = nics
        self.metadata = metadata
        self.diagnostic = diagnostic
    }
}
