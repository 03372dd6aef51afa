public import AstakosClient
public import Logging
public import NIOCore
public import Vocabulary

/// What is known about a request besides the request.
public struct APIContext: Sendable {
    /// Names the request in logs and in the `Request-Id` header, across components.
    public let requestID: String
    /// Has the request's id.
    public var logger: Logger
    public let received: Timestamp
    /// The client's address without the port, as far as it is known.
    public let remoteAddress: String?
    /// The connection; nil in tests without sockets.
    public let channel: (any Channel)?
    /// The path as it was sent, and the query.
    public let target: RequestTarget
    /// The part of `target.path` that chose the service, without a slash at its end.
    public internal(set) var basePath = ""
    /// The rest of `target.path`, still percent-encoded: empty, or begins with a slash.
    public internal(set) var path: String
    /// What the route's pattern found.
    public internal(set) var parameters = PathParameters()
    /// The form of the answer and of faults.
    public internal(set) var serialization = Serialization.json
    /// Who sent the request, once the token was checked.
    public var identifiedCaller: Caller?

    public init(
        target: RequestTarget, requestID: String, logger: Logger, remoteAddress: String? = nil,
        channel: (any Channel)? = nil, received: Timestamp = .now()
    ) {
        self.target = target
        self.requestID = requestID
        var logger = logger
        logger[metadataKey: "request"] = .string(requestID)
        self.logger = logger
        self.remoteAddress = remoteAddress
        self.channel = channel
        self.received = received
        path = target.path
    }

    public var query: QueryParameters { target.query }

    /// Who sent the request.
    ///
    /// - Throws: unauthorized on a route that does not check tokens.
    public var caller: Caller {
        get throws {
            guard let identifiedCaller else { throw Authentication.missingToken }
            return identifiedCaller
        }
    }

    /// The id of whoever sent the request; throws as `caller` does.
    public func owner() throws -> UserID { try caller.uuid }
}
