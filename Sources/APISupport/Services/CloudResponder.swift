import HTTPTypes
public import HummingbirdCore
public import Logging
public import NIOCore
import Vocabulary

/// Everything one process serves: finds the service of a request, and does what all services have in common.
public struct CloudResponder: Sendable {
    private let mounts: [Mount]
    private let fallback: APIService
    private let trustsForwardedHeaders: Bool
    private let logger: Logger
    private let dates = HTTPDateCache()
    public let metrics: ServerMetrics

    /// - Parameters:
    ///   - mounts: the one with the longest prefix of a path answers it.
    ///   - fallback: answers all other paths; by default with a plain 404.
    ///   - trustsForwardedHeaders: whether `X-Forwarded-For` tells the client's address.
    public init(
        _ mounts: [Mount], fallback: APIService? = nil, metrics: ServerMetrics = ServerMetrics(),
        trustsForwardedHeaders: Bool = false, logger: Logger
    ) {
        let monitoring = [Mount("/healthz", .health), Mount("/metrics", .metrics(metrics))]
        self.mounts = (mounts + monitoring).sorted { $0.prefix.utf8.count > $1.prefix.utf8.count }
        self.fallback = fallback ?? .nothingHere
        self.metrics = metrics
        self.trustsForwardedHeaders = trustsForwardedHeaders
        self.logger = logger
    }

    /// The answer, whose body may still have to be written, and what its end is reported with. Never throws: what goes
    /// wrong is a fault.
    public func respond(to request: Request, channel: (any Channel)? = nil) async -> (Response, Exchange) {
        let started = ContinuousClock.now
        var context = APIContext(
            target: RequestTarget(request.head.path ?? "/"), requestID: RequestID.choose(request.headers),
            logger: logger, remoteAddress: remoteAddress(request, channel), channel: channel)
        let now = dates.text(at: context.received)
        let service = findService(&context)
        var response = await service.respond(to: request, context, now: now)
        response.headers[.date] = now
        response.headers[.requestID] = context.requestID
        if request.method == .head { response = Self.withoutBody(response) }
        let exchange = Exchange(
            service: service.profile.name, method: request.method,
            path: service.profile.hasSecretPaths ? context.basePath : context.target.path,
            status: response.status.code, remoteAddress: context.remoteAddress, started: started,
            logger: context.logger, metrics: metrics)
        return (response, exchange)
    }

    private func findService(_ context: inout APIContext) -> APIService {
        for mount in mounts {
            guard let rest = mount.rest(of: context.path) else { continue }
            context.basePath = mount.prefix
            context.path = String(rest)
            return mount.service
        }
        return fallback
    }

    private func remoteAddress(_ request: Request, _ channel: (any Channel)?) -> String? {
        if trustsForwardedHeaders, let list = request.headers[.forwardedFor], let last = list.split(separator: ",").last
        {
            return last.trimmingBlanks()
        }
        return channel?.remoteAddress?.ipAddress
    }

    /// The head of an answer as `GET` would give it.
    private static func withoutBody(_ response: Response) -> Response {
        var headers = response.headers
        if headers[.contentLength] == nil { headers[.contentLength] = "0" }
        return Response(status: response.status, headers: headers)
    }
}

extension APIService {
    /// Says that the process answers.
    static let health = APIService(ServiceProfile("health", wrongMethod: .notAllowed)) { request, _ in
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        return .text("ok\n")
    }

    static func metrics(_ metrics: ServerMetrics) -> APIService {
        APIService(ServiceProfile("metrics", wrongMethod: .notAllowed)) { request, _ in
            guard request.method == .get || request.method == .head else {
                throw UnknownMethod(allowed: [.get, .head])
            }
            return .text(metrics.text(), contentType: "text/plain; version=0.0.4; charset=utf-8")
        }
    }

    static let nothingHere = APIService(
        ServiceProfile("none", unknownPath: Fault(.itemNotFound, "There is nothing at this address."))
    ) { _, _ in throw UnknownPath() }
}
