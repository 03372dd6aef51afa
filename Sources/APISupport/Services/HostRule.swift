import HTTPTypes
import HummingbirdCore
public import Vocabulary

/// Keeps what users store and what they act with on hosts of their own: a service answers on one host only, or anywhere but
/// there. Elsewhere a browser is sent to the same address where it answers. Source: object-storage.md 8.3.
public struct HostRule: Sendable {
    /// The host that is told from all others.
    private let host: WebOrigin
    /// Whether the service answers there, or everywhere else.
    private let isOnly: Bool
    /// Where the service does answer.
    private let home: WebOrigin

    /// Answers on this host only.
    public static func only(on host: WebOrigin) -> HostRule {
        HostRule(host: host, isOnly: true, home: host)
    }

    /// Never answers on this host; `home` is where it does.
    public static func never(on host: WebOrigin, home: WebOrigin) -> HostRule {
        HostRule(host: host, isOnly: false, home: home)
    }

    /// The service under the rule.
    public func applied(to service: APIService) -> APIService {
        APIService(service.profile) { request, context in
            // Cookies know no ports: what keeps away from a host keeps away from all of its ports.
            let answers =
                isOnly ? host.isNamed(request.head.authority) : !host.sharesCookies(with: request.head.authority)
            guard answers else { return try redirect(request, context) }
            return try await service.handler(request, context)
        }
    }

    public func applied(to mounts: [Mount]) -> [Mount] {
        mounts.map { Mount($0.prefix, applied(to: $0.service)) }
    }

    /// 302; forbidden for a method that would lose its body on the way
    private func redirect(_ request: Request, _ context: APIContext) throws -> Response {
        guard request.method == .get || request.method == .head else {
            throw Fault(.forbidden, "This is done on \(home.authority) only.")
        }
        var headers: HTTPFields = [
            .location: home.url + context.target.asURL, .cacheControl: "no-store",
        ]
        headers[.referrerPolicy] = "no-referrer"
        return .empty(.found, headers: headers)
    }
}
