/// How a database on a server is used.
public struct PostgresOptions: Sendable {
    /// Connections, each with a thread of its own, made when first needed. Default 8.
    public var connections = 8
    /// How long connecting may take, in whole seconds. Default 5 s.
    public var connectTimeout = Duration.seconds(5)
    /// After this the server gives a statement up. Default 30 s.
    public var statementTimeout = Duration.seconds(30)
    /// How long a statement waits for a lock before `DatabaseError.conflict`. Default 10 s.
    public var lockTimeout = Duration.seconds(10)
    /// After this the server ends a connection whose transaction does nothing: a process that was stopped must not keep
    /// its locks. Default 60 s.
    public var idleTransactionTimeout = Duration.seconds(60)
    /// Prepared statements a connection keeps. Default 256.
    public var cachedStatements = 256
    /// Transactions that may wait for a thread; more are refused as `unavailable`. Default 10,000.
    public var waitingLimit = 10_000
    /// How often a transaction is begun before a conflict is given to its caller. Default 10.
    public var attempts = 10

    public init() {}
}
