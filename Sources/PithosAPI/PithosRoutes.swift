public import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
public import PithosBackend
import Vocabulary

/// The object storage API: paths to services.
///
/// Paths are read here and not by a router: names may hold anything, also what a router would collapse or cut.
/// Source: object-storage.md 1, 2.
public struct PithosRoutes: Sendable {
    private let authentication: Authentication
    private let baseURL: String
    private let accounts: AccountRoutes
    private let containers: ContainerRoutes
    private let objects: ObjectRoutes
    private let publicObjects: PublicRoutes
    private let handshake: Handshake
    private let views: APIService?

    /// - Parameters:
    ///   - baseURL: what clients reach the object store under, for instance `https://store.example.org/pithos`.
    ///   - views: how browsers see objects; nil where there are no pages.
    public init(
        services: PithosServices, authentication: Authentication, baseURL: String, views: ViewSettings? = nil
    ) {
        var baseURL = baseURL[...]
        while baseURL.last == "/" { baseURL.removeLast() }
        self.baseURL = String(baseURL)
        self.authentication = authentication
        let limits = services.limits
        let links = LinkAddress(baseURL: self.baseURL)
        accounts = AccountRoutes(accounts: services.accounts, limit: limits.listing)
        containers = ContainerRoutes(
            containers: services.containers, objects: services.objects, limit: limits.listing,
            bodyLimit: limits.bodyBytes, links: links)
        objects = ObjectRoutes(
            objects: services.objects, bodyLimit: limits.bodyBytes, blockSize: limits.blockSize, links: links)
        publicObjects = PublicRoutes(links: services.publicLinks, objects: services.objects)
        self.views = views.map { [objects] in
            Self.views(ViewedObjects(objects: objects), authentication, $0)
        }
        handshake = Handshake(authentication: authentication, baseURL: self.baseURL)
    }

    /// `…/object-store`, `…/public` and `…/ui/view`, below the path of the base URL.
    public var mounts: [Mount] { apiMounts + contentMounts }

    /// What programs call, with tokens.
    public var apiMounts: [Mount] { [Mount("\(prefix)/object-store", objectStore)] }

    /// What browsers show: content of users.
    public var contentMounts: [Mount] {
        [Mount("\(prefix)/public", publicLinks)] + (views.map { [Mount("\(prefix)/ui/view", $0)] } ?? [])
    }

    private var prefix: String {
        let path =
            baseURL.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false).dropFirst(3).first ?? ""
        return path.isEmpty ? "" : "/\(path)"
    }

    /// By the cookie of who is logged in, or by what Astakos grants on a host where nobody is.
    private static func views(
        _ objects: ViewedObjects, _ authentication: Authentication, _ settings: ViewSettings
    ) -> APIService {
        let unknown = Fault(.itemNotFound, "There is no object at this address.")
        guard let authorization = settings.authorization else {
            let routes = ViewRoutes(objects: objects, authentication: authentication, settings: settings)
            return APIService(
                ServiceProfile(
                    "view", faults: settings.faults, formats: viewFormats, wrongMethod: .notAllowed,
                    unknownPath: unknown), handler: routes.answer)
        }
        let routes = AuthorizedViewRoutes(objects: objects, authorization: authorization)
        return APIService(
            ServiceProfile(
                "view", faults: AuthorizedViewRoutes.quiet(settings.faults), formats: viewFormats,
                wrongMethod: .notAllowed, unknownPath: unknown), handler: routes.answer)
    }

    /// A hashmap and a list of versions have the forms they have in the API.
    private static func viewFormats(_ method: HTTPRequest.Method, _ path: String) -> Serialization.Choice {
        formats(method, "/v1" + path)
    }

    private var objectStore: APIService {
        let faults = FaultFormat()
        return APIService(ServiceProfile("object-store", faults: faults, formats: Self.formats)) { request, context in
            do {
                return try await answer(request, context)
            } catch let fault as Fault where request.method == .head && fault.kind.status < 500 {
                // As the original's, an answer without a body still has a tag of what the body would be.
                var response = faults.response(fault, context)
                response.headers[.eTag] = "\"\(fault.kind.name)\""
                return response
            }
        }
    }

    private var publicLinks: APIService {
        var router = APIRouter()
        router.get("{link}", endings: [.slash], access: .open, publicObjects.get)
        router.head("{link}", endings: [.slash], access: .open, publicObjects.head)
        let nothing = Fault(.itemNotFound, "Object does not exist")
        return APIService(
            ServiceProfile("public", formats: { _, _ in .jsonOnly }, unknownPath: nothing), router: router)
    }

    /// Which forms an operation's answer can have. Source: object-storage.md 1.5.
    private static func formats(_ method: HTTPRequest.Method, _ path: String) -> Serialization.Choice {
        guard let target = try? PithosTarget(path) else { return .jsonOnly }
        switch (target, method) {
        case (.account, .get), (.container, .get): return .textJSONOrXML
        case (.account, .put), (.account, .delete): return .jsonOrXML
        case (.root, .get), (.container, .post): return .jsonOrXML
        case (.object, .get), (.object, .put), (.object, .post), (.object, .copy), (.object, .move): return .jsonOrXML
        default: return .jsonOnly
        }
    }

    /// Path, method, token, headers; then the operation.
    private func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        guard let target = try PithosTarget(context.path) else { throw UnknownPath() }
        let methods = Self.methods(of: target)
        guard methods.contains(request.method) else { throw UnknownMethod(allowed: methods) }
        if target == .root, let answer = try await handshake.answer(request, context) { return answer }
        let caller = try await authentication.caller(of: request, context)
        let call = Call(
            request: request, context: context, headers: try PithosHeaders(request.headers), user: caller.uuid)
        switch target {
        case .root: return try await accounts.listSharing(call)
        case .account(let account): return try await answer(call, account)
        case .container(let account, let name):
            return try await answer(call, try ContainerPath(account: account, container: name))
        case .object(let account, let container, let name):
            return try await answer(
                call, try ObjectPath(try ContainerPath(account: account, container: container), name: name))
        }
    }

    private static func methods(of target: PithosTarget) -> [HTTPRequest.Method] {
        switch target {
        case .root: [.get]
        case .account: [.head, .post, .get]
        case .container: [.head, .put, .post, .delete, .get]
        case .object: [.head, .put, .copy, .move, .post, .delete, .get]
        }
    }

    private func answer(_ call: Call, _ account: UserID) async throws -> Response {
        switch call.request.method {
        case .head: try await accounts.head(call, account)
        case .post: try await accounts.update(call, account)
        default: try await accounts.list(call, account)
        }
    }

    private func answer(_ call: Call, _ path: ContainerPath) async throws -> Response {
        switch call.request.method {
        case .head: try await containers.head(call, path)
        case .put: try await containers.create(call, path)
        case .post: try await containers.update(call, path)
        case .delete: try await containers.delete(call, path)
        default: try await containers.list(call, path)
        }
    }

    private func answer(_ call: Call, _ path: ObjectPath) async throws -> Response {
        switch call.request.method {
        case .head: try await objects.head(call, path)
        case .put: try await objects.put(call, path)
        case .copy: try await objects.copy(call, path, isMove: false)
        case .move: try await objects.copy(call, path, isMove: true)
        case .post: try await objects.post(call, path)
        case .delete: try await objects.delete(call, path)
        default: try await objects.get(call, path)
        }
    }
}

extension HTTPRequest.Method {
    static let copy = verb("COPY")
    static let move = verb("MOVE")

    /// A method that is known to be a token.
    private static func verb(_ name: String) -> HTTPRequest.Method {
        guard let method = HTTPRequest.Method(rawValue: name) else {
            preconditionFailure("\(name) cannot be a method")
        }
        return method
    }
}
