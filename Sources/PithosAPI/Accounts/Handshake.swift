import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import Vocabulary

/// The first request of OpenStack Swift's version 1 clients: user and key in, storage address and token out. The key is
/// a token, the user its owner's uuid or name.
///
/// The original's documents have it, but 0.14.2 asked for a token even then; and unlike the documents ours verifies the
/// pair. Source: object-storage.md 2.1, 10.1.
struct Handshake: Sendable {
    let authentication: Authentication
    let baseURL: String

    /// 204; nil when the request is no handshake.
    ///
    /// - Throws: unauthorized when user and key do not belong together.
    func answer(_ request: Request, _ context: APIContext) async throws -> Response? {
        guard request.headers[.authToken] == nil, !context.query.contains("X-Auth-Token"),
            let user = request.headers[.authUser], let key = request.headers[.authKey]
        else { return nil }
        let refused = Fault(.unauthorized, "Access denied. No authentication token")
        var head = request.head
        head.headerFields[.authToken] = key
        let asked = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
        do {
            let caller = try await authentication.caller(of: asked, context)
            guard [caller.uuid.rawValue, caller.username, caller.email].contains(user.lowercased()) else {
                throw refused
            }
            var fields = HTTPFields()
            fields[.authToken] = key
            fields[.storageURL] = "\(baseURL)/object-store/v1/\(caller.uuid)"
            return .empty(.noContent, headers: fields)
        } catch let fault as Fault where fault.kind.status == 401 {
            throw refused
        }
    }
}

extension HTTPField.Name {
    static let authUser = HTTPField.Name.known("X-Auth-User")
    static let authKey = HTTPField.Name.known("X-Auth-Key")
    static let storageURL = HTTPField.Name.known("X-Storage-Url")
}
