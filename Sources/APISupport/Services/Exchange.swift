import HTTPTypes
import Logging

/// A request and its answer, to be counted and logged when the answer has been written.
public struct Exchange: Sendable {
    let service: String
    let method: HTTPRequest.Method
    let path: String
    let status: Int
    let remoteAddress: String?
    let started: ContinuousClock.Instant
    let logger: Logger
    let metrics: ServerMetrics

    /// One line in the log. Queries are left out: they may hold tokens.
    ///
    /// - Parameter error: what kept the answer from being written to its end.
    public func finish(error: (any Error)? = nil) {
        let took = started.duration(to: .now)
        metrics.count(service: service, method: method, status: status, took: took)
        let milliseconds = took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000
        var metadata: Logger.Metadata = [
            "service": .string(service), "status": .stringConvertible(status),
            "ms": .stringConvertible(milliseconds),
        ]
        if let remoteAddress { metadata["client"] = .string(remoteAddress) }
        if let error { metadata["aborted"] = .string("\(error)") }
        logger.info("\(method) \(path) \(status)", metadata: metadata)
    }
}
