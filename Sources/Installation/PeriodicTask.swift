import Logging
import ServiceLifecycle

/// Runs a repair at start and then again and again, one pass at a time, until the process is told to stop.
///
/// A pass takes no input and may run twice: it compares what is with what should be, and mends the difference. What it
/// throws is logged, and the next pass tries again.
struct PeriodicTask: Service {
    let name: String
    let interval: Duration
    let logger: Logger
    let pass: @Sendable () async throws -> Void

    func run() async throws {
        while !Task.isShuttingDownGracefully, !Task.isCancelled {
            do {
                try await pass()
            } catch {
                logger.error(
                    "A task that repairs failed; it runs again.",
                    metadata: [
                        "task": "\(name)", "error": "\(error)", "seconds": "\(interval.components.seconds)",
                    ])
            }
            do {
                try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            } catch {
                return
            }
        }
    }
}
