public import APISupport
public import AstakosClient
import HTTPTypes
import HummingbirdCore
public import PithosBackend
import Vocabulary

/// The object store as OpenStack Swift's clients know it, over the same services as the Pithos API.
///
///     …/v1/AUTH_<uuid>[/container[/object]]    accounts, containers, objects
///     …/auth/v1.0                              version 1 authentication
///     …/info                                   what is there
///     OPTIONS                                  what pages of other sites may do
///
/// - Source: object-storage.md 10.2, openstack.md 7.
public struct SwiftRoutes: Sendable {
    private let basePath: String
    private let auth: SwiftAuthRoutes
    private let info: SwiftInfo
    private let callers: SwiftCallers
    private let accounts: SwiftAccountRoutes
    private let containers: SwiftContainerRoutes
    private let objects: SwiftObjectRoutes
    private let bulk: BulkDeleteRoutes
    private let forms: FormPost
    private let crossOrigin: CrossOrigin

    /// - Parameters:
    ///   - passwords: lets people log in with e-mail address and password; nil where only tokens are known.
    ///   - baseURL: what clients reach this under, for instance `https://store.example.org/pithos/swift`.
    public init(
        services: PithosServices, authentication: Authentication, passwords: (any PasswordAuthenticator)?,
        baseURL: String
    ) {
        var baseURL = baseURL[...]
        while baseURL.last == "/" { baseURL.removeLast() }
        let path = baseURL.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first
        basePath = path.map { "/\($0)" } ?? ""
        auth = SwiftAuthRoutes(authentication: authentication, passwords: passwords, baseURL: String(baseURL))
        info = SwiftInfo(limits: services.limits)
        callers = SwiftCallers(
            authentication: authentication,
            tempURLs: TempURLVerifier(access: services.containerAccess, basePath: basePath))
        let readers = SwiftReaders(access: services.containerAccess)
        accounts = SwiftAccountRoutes(accounts: services.accounts)
        containers = SwiftContainerRoutes(
            containers: services.containers, objects: services.objects, readers: readers)
        objects = SwiftObjectRoutes(objects: services.objects, limits: services.limits, readers: readers)
        bulk = BulkDeleteRoutes(containers: services.containers, objects: services.objects)
        forms = FormPost(access: services.containerAccess, objects: services.objects, basePath: basePath)
        crossOrigin = CrossOrigin(access: services.containerAccess)
    }

    /// Below the path of the base URL; `/info` of the host too, which some clients ask.
    public var mounts: [Mount] {
        var mounts = [
            Mount("\(basePath)/v1", service { try await answer($0, $1) }),
            Mount("\(basePath)/auth", service { try await auth.answer($0, $1) }),
            Mount("\(basePath)/info", service { try info.answer($0, $1) }),
        ]
        if !basePath.isEmpty { mounts.append(Mount("/info", service { try info.answer($0, $1) })) }
        return mounts
    }

    private func service(_ handler: @escaping Handler) -> APIService {
        let profile = ServiceProfile(
            "swift", faults: SwiftFault.format, formats: { _, _ in .jsonOnly }, wrongMethod: .notAllowed,
            unknownPath: Fault(.itemNotFound, "The resource could not be found."), hasStandardHeaders: false)
        return APIService(profile) { request, context in
            var response = try await handler(request, context)
            SwiftTransaction.add(to: &response.headers, context)
            return response
        }
    }

    /// Path, method, caller; then the operation.
    private func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        let target = try SwiftTarget(context.path)
        let methods = Self.methods(of: target)
        if request.method == .options {
            return try await crossOrigin.preflight(request, target, methods: methods)
        }
        guard methods.contains(request.method) else { throw UnknownMethod(allowed: methods) }
        if request.method == .post, let boundary = FormPost.boundary(request) {
            return try await forms.answer(request, context, target, boundary: boundary)
        }
        let call = try await callers.call(request, context, target)
        var response = try await answer(call, target)
        try await crossOrigin.adapt(&response, to: call, target)
        return response
    }

    private func answer(_ call: SwiftCall, _ target: SwiftTarget) async throws -> Response {
        if call.query.contains("bulk-delete"), call.method == .post || call.method == .delete {
            return try await bulk.delete(call)
        }
        switch target {
        case .account: return try await answer(account: call)
        case .container(_, let name):
            return try await answer(call, try ContainerPath(account: try call.owner, container: name))
        case .object(_, let container, let name):
            return try await answer(
                call, try ObjectPath(try ContainerPath(account: try call.owner, container: container), name: name))
        }
    }

    private static func methods(of target: SwiftTarget) -> [HTTPRequest.Method] {
        switch target {
        case .account: [.get, .head, .post, .delete]
        case .container: [.get, .head, .put, .post, .delete]
        case .object: [.get, .head, .put, .post, .delete, .copy]
        }
    }

    private func answer(account call: SwiftCall) async throws -> Response {
        switch call.method {
        case .head: return try await accounts.head(call)
        case .post: return try await accounts.update(call)
        case .get: return try await accounts.list(call)
        default: throw UnknownMethod(allowed: [.get, .head, .post])
        }
    }

    private func answer(_ call: SwiftCall, _ path: ContainerPath) async throws -> Response {
        switch call.method {
        case .head: try await containers.head(call, path)
        case .put: try await containers.create(call, path)
        case .post: try await containers.update(call, path)
        case .delete: try await containers.delete(call, path)
        default: try await containers.list(call, path)
        }
    }

    private func answer(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        var response = try await respond(call, path)
        if call.method == .get || call.method == .head, response.status.kind == .successful {
            call.grant?.adapt(&response.headers, name: path.name)
        }
        return response
    }

    private func respond(_ call: SwiftCall, _ path: ObjectPath) async throws -> Response {
        switch call.method {
        case .head: try await objects.head(call, path)
        case .put: try await objects.put(call, path)
        case .post: try await objects.update(call, path)
        case .delete: try await objects.delete(call, path)
        case .copy: try await objects.copy(call, path)
        default: try await objects.get(call, path)
        }
    }
}
