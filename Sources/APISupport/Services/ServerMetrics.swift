import HTTPTypes
import Synchronization

/// Counts what a server does, for Prometheus.
public final class ServerMetrics: Sendable {
    private struct Key: Hashable {
        var service: String
        var method: String
        var status: Int
    }

    private struct Latency {
        var buckets = [Int](repeating: 0, count: ServerMetrics.boundsSeconds.count)
        var count = 0
        var sumSeconds = 0.0
    }

    private struct State {
        var requests: [Key: Int] = [:]
        var latencies: [String: Latency] = [:]
    }

    private static let boundsSeconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60]
    /// Methods that get a label; what else clients make up is `other`, or there would be no end of them.
    private static let knownMethods: Set<String> = [
        "GET", "HEAD", "PUT", "POST", "DELETE", "COPY", "MOVE", "OPTIONS", "PATCH",
    ]

    private let state = Mutex(State())
    private let bytesReceived = Atomic<Int>(0)
    private let bytesSent = Atomic<Int>(0)
    private let openConnections = Atomic<Int>(0)
    private let acceptedConnections = Atomic<Int>(0)
    private let more: @Sendable () -> [Metric]

    /// - Parameter more: what else is shown, asked for each time.
    public init(more: @escaping @Sendable () -> [Metric] = { [] }) {
        self.more = more
    }

    func count(service: String, method: HTTPRequest.Method, status: Int, took: Duration) {
        let method = Self.knownMethods.contains(method.rawValue) ? method.rawValue : "other"
        let seconds = Double(took.components.seconds) + Double(took.components.attoseconds) / 1e18
        state.withLock { state in
            state.requests[Key(service: service, method: method, status: status), default: 0] += 1
            var latency = state.latencies[service] ?? Latency()
            for (index, bound) in Self.boundsSeconds.enumerated() where seconds <= bound {
                latency.buckets[index] += 1
            }
            latency.count += 1
            latency.sumSeconds += seconds
            state.latencies[service] = latency
        }
    }

    func connectionOpened() {
        openConnections.add(1, ordering: .relaxed)
        acceptedConnections.add(1, ordering: .relaxed)
    }

    func connectionClosed() { openConnections.subtract(1, ordering: .relaxed) }
    func received(bytes: Int) { bytesReceived.add(bytes, ordering: .relaxed) }
    func sent(bytes: Int) { bytesSent.add(bytes, ordering: .relaxed) }

    /// Connections that are open now.
    public var connections: Int { openConnections.load(ordering: .relaxed) }

    /// All of it, in Prometheus' text format.
    public func text() -> String {
        let (requests, latencies) = state.withLock { ($0.requests, $0.latencies) }
        var text = Self.head("synnefo_http_requests_total", "counter", "Requests answered.")
        for (key, count) in requests.sorted(by: {
            ($0.key.service, $0.key.method, $0.key.status) < ($1.key.service, $1.key.method, $1.key.status)
        }) {
            text +=
                "synnefo_http_requests_total{service=\"\(key.service)\",method=\"\(key.method)\",status=\"\(key.status)\"} \(count)\n"
        }
        text += Self.head("synnefo_http_request_seconds", "histogram", "Time from request to end of answer.")
        for (service, latency) in latencies.sorted(by: { $0.key < $1.key }) {
            text += Self.histogram(service, latency)
        }
        for (name, kind, help, value) in [
            ("synnefo_http_connections", "gauge", "Open connections.", openConnections.load(ordering: .relaxed)),
            (
                "synnefo_http_connections_total", "counter", "Connections accepted.",
                acceptedConnections.load(ordering: .relaxed)
            ),
            (
                "synnefo_http_received_bytes_total", "counter", "Bytes of request bodies.",
                bytesReceived.load(ordering: .relaxed)
            ),
            ("synnefo_http_sent_bytes_total", "counter", "Bytes of answer bodies.", bytesSent.load(ordering: .relaxed)),
        ] {
            text += Self.head(name, kind, help) + "\(name) \(value)\n"
        }
        return text + ProcessStatistics.text() + more().map(\.text).joined()
    }

    private static func histogram(_ service: String, _ latency: Latency) -> String {
        var text = ""
        for (bound, count) in zip(boundsSeconds, latency.buckets) {
            text += "synnefo_http_request_seconds_bucket{service=\"\(service)\",le=\"\(bound)\"} \(count)\n"
        }
        text += "synnefo_http_request_seconds_bucket{service=\"\(service)\",le=\"+Inf\"} \(latency.count)\n"
        text += "synnefo_http_request_seconds_sum{service=\"\(service)\"} \(latency.sumSeconds)\n"
        return text + "synnefo_http_request_seconds_count{service=\"\(service)\"} \(latency.count)\n"
    }

    static func head(_ name: String, _ kind: String, _ help: String) -> String {
        "# HELP \(name) \(help)\n# TYPE \(name) \(kind)\n"
    }
}
