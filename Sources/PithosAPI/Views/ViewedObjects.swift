import APISupport
import HTTPTypes
import HummingbirdCore
import PithosBackend
import Vocabulary

/// What views show, once it is known to whom: `…/ui/view/<account>/<container>/<object>`. Source: object-storage.md 8.2.
struct ViewedObjects: Sendable {
    let objects: ObjectRoutes

    /// The object that a request names.
    ///
    /// - Throws: `UnknownPath` for what is no object; `UnknownMethod`; badRequest.
    func path(_ request: Request, _ context: APIContext) throws -> ObjectPath {
        guard let target = try PithosTarget(names: context.path),
            case .object(let account, let container, let name) = target
        else { throw UnknownPath() }
        guard request.method == .get || request.method == .head else { throw UnknownMethod(allowed: [.get, .head]) }
        return try ObjectPath(try ContainerPath(account: account, container: container), name: name)
    }

    /// As the API gives it: 200, 206; 304; 403, 404, 412, 416
    func show(
        _ path: ObjectPath, to user: UserID, _ request: Request, _ context: APIContext
    ) async throws -> Response {
        let call = Call(request: request, context: context, headers: try PithosHeaders(request.headers), user: user)
        var response = request.method == .head ? try await objects.head(call, path) : try await objects.get(call, path)
        // A browser is to take the content for what it is said to be.
        response.headers[.xContentTypeOptions] = "nosniff"
        return response
    }
}
