import HTTPTypes
import HummingbirdCore
import Logging
import Vocabulary

/// One service under one path: turns whatever its handler throws into faults, and gives its answers their usual
/// headers.
public struct APIService: Sendable {
    public let profile: ServiceProfile
    let handler: Handler

    /// A service that reads its paths itself: `context.path` is what follows the service's own path, untouched.
    public init(_ profile: ServiceProfile, handler: @escaping Handler) {
        self.profile = profile
        self.handler = handler
    }

    public init(_ profile: ServiceProfile, router: APIRouter) {
        self.init(profile) { try await router.respond(to: $0, $1) }
    }

    func respond(to request: Request, _ context: APIContext, now: String) async -> Response {
        var context = context
        let choice = profile.formats(request.method, context.path)
        context.serialization = Serialization.choose(choice, context.target, request.headers)
        var response: Response
        do {
            response = try await handler(request, context)
        } catch let unknown as UnknownMethod {
            response = wrongMethod(unknown.allowed, context)
        } catch is UnknownPath {
            response = profile.faults.response(profile.unknownPath, context)
        } catch {
            let fault = Fault(error)
            log(fault, request, context)
            response = profile.faults.response(fault, context)
        }
        if profile.hasStandardHeaders { StandardHeaders.add(to: &response, context, now: now) }
        return response
    }

    private func wrongMethod(_ allowed: [HTTPRequest.Method], _ context: APIContext) -> Response {
        var response =
            switch profile.wrongMethod {
            case .badRequest: profile.faults.response(Fault(.badRequest, "Method not allowed"), context)
            case .notAllowed: profile.faults.response(Fault(.notAllowed, "Method not allowed"), context)
            case .bare: Response.empty(.methodNotAllowed, headers: [.contentType: "text/html; charset=utf-8"])
            }
        response.headers[.allow] = allowed.map(\.rawValue).joined(separator: ", ")
        return response
    }

    /// What is ours to mend, once and with its cause; 4xx are the caller's.
    private func log(_ fault: Fault, _ request: Request, _ context: APIContext) {
        guard fault.kind.status >= 500, let cause = fault.cause else { return }
        context.logger.error(
            "\(request.method) \(profile.hasSecretPaths ? context.basePath : context.target.path) failed",
            metadata: ["service": "\(profile.name)", "error": "\(cause)"])
    }
}
