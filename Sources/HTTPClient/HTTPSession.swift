import CCurl
public import HTTPTypes
import ObjectPool
import Synchronization

/// Sends requests to other servers over HTTP and HTTPS. Connections are kept; redirects are not followed.
///
/// libcurl blocks, so each request under way has a thread of the session's own, with a handle of its own.
public final class HTTPSession: Sendable {
    private let queue: JobQueue<Job>
    private let threads: WorkerThreads

    public init(_ configuration: HTTPSessionConfiguration = HTTPSessionConfiguration()) {
        precondition(CurlLibrary.isReady, "libcurl cannot be initialized")
        let queue = JobQueue<Job>(limit: configuration.waitingMax)
        self.queue = queue
        threads = WorkerThreads(name: "http", count: configuration.parallelMax) { _ in
            // Without a handle jobs fail, one by one, rather than wait for ever.
            let handle = CurlHandle(configuration)
            while let job = queue.take() { job.run(on: handle) }
        }
    }

    deinit {
        queue.close()
    }

    /// Sends a request and waits for the whole answer, whatever its status.
    ///
    /// - Parameter timeout: from the moment the request leaves the queue to the end of the answer.
    /// - Throws: `HTTPClientError`, or `CancellationError` when the task is cancelled, which ends the request.
    public func send(
        _ request: HTTPRequest, body: [UInt8] = [], timeout: Duration = .seconds(30)
    ) async throws -> HTTPReply {
        let cancellation = Cancellation()
        return try await withTaskCancellationHandler {
            try Task.checkCancellation()
            return try await withCheckedThrowingContinuation { continuation in
                let job = Job(
                    request: request, body: body, timeout: timeout, cancellation: cancellation,
                    continuation: continuation)
                do throws(JobRefusal) {
                    try queue.add(job)
                } catch {
                    continuation.resume(throwing: error == .full ? HTTPClientError.busy : .closed)
                }
            }
        } onCancel: {
            cancellation.cancel()
        }
    }

    /// Takes no more requests, and returns when those under way have ended.
    public func close() async {
        queue.close()
        await threads.join()
    }
}

extension HTTPSession {
    /// Told to the transfer from any thread.
    final class Cancellation: Sendable {
        private let flag = Atomic<Bool>(false)
        func cancel() { flag.store(true, ordering: .relaxed) }
        var isCancelled: Bool { flag.load(ordering: .relaxed) }
    }

    private struct Job: Sendable {
        let request: HTTPRequest
        let body: [UInt8]
        let timeout: Duration
        let cancellation: Cancellation
        let continuation: CheckedContinuation<HTTPReply, any Error>

        func run(on handle: CurlHandle?) {
            guard !cancellation.isCancelled else {
                continuation.resume(throwing: CancellationError())
                return
            }
            guard let handle else {
                continuation.resume(throwing: HTTPClientError.failed("libcurl gives no handle"))
                return
            }
            continuation.resume(
                with: Result { try handle.send(request, body: body, timeout: timeout, cancellation) })
        }
    }
}

/// libcurl must be initialized once, before any thread uses it.
private enum CurlLibrary {
    static let isReady = snf_curl_global_init() == CURLE_OK
}
