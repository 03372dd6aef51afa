import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import PithosBackend
import Vocabulary

/// Finds out who is calling: the owner of a token, or whoever was given a signed address, in the name of the account's
/// owner. Whoever brings neither may still read what is open to everyone.
struct SwiftCallers: Sendable {
    let authentication: Authentication
    let tempURLs: TempURLVerifier

    /// - Throws: unauthorized for a token or a signature that is not good.
    func call(_ request: Request, _ context: APIContext, _ target: SwiftTarget) async throws -> SwiftCall {
        let headers = try SwiftHeaders(request.headers)
        if let grant = try await tempURLs.grant(request.method, context, target) {
            let call = SwiftCall(
                request: request, context: context, headers: headers, account: target.account,
                user: target.account.owner, grant: grant)
            try call.checkGrant()
            return call
        }
        return SwiftCall(
            request: request, context: context, headers: headers, account: target.account,
            user: try await user(of: request, context))
    }

    private func user(of request: Request, _ context: APIContext) async throws -> UserID? {
        let fromQuery = context.query["X-Auth-Token"] ?? ""
        let token = request.headers[.authToken] ?? request.headers[.storageToken] ?? ""
        guard !token.isEmpty || !fromQuery.isEmpty else { return nil }
        var head = request.head
        head.headerFields[.authToken] = token
        let asked = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        return try await authentication.caller(of: asked, context).uuid
    }
}

/// In whose name something is read.
struct SwiftReaders: Sendable {
    let access: ContainerAccessService

    /// The caller; the owner where the container is open to where the request comes from.
    ///
    /// - Parameter lists: names are asked for, not content.
    /// - Throws: unauthorized for whoever is not logged in and finds nothing open.
    func reader(_ call: SwiftCall, of path: ContainerPath, lists: Bool = false) async throws -> UserID {
        if let user = call.user, user == path.account { return user }
        if let readers = try await access.readers(of: path) {
            let referrer = call.headers["referer"]
            if lists ? readers.allowsListing(referrer: referrer) : readers.allows(referrer: referrer) {
                return path.account
            }
        }
        return try call.requiredUser
    }
}

extension HTTPField.Name {
    static let storageToken = HTTPField.Name.known("X-Storage-Token")
}
