import APISupport
import AstakosClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import Vocabulary

/// Version 1 authentication: user and key in, address and token out. The user is a uuid or an e-mail address, alone or
/// after an account's name and a colon; the key is the user's token or password.
///
/// - Source: openstack.md 7.1.
struct SwiftAuthRoutes: Sendable {
    let authentication: Authentication
    let passwords: (any PasswordAuthenticator)?
    let baseURL: String

    /// 200; 401
    func answer(_ request: Request, _ context: APIContext) async throws -> Response {
        guard ["/v1.0", "/v1.0/", "/v1", "/v1/"].contains(context.path) else { throw UnknownPath() }
        guard request.method == .get else { throw UnknownMethod(allowed: [.get]) }
        guard let user = request.headers[.authUser] ?? request.headers[.storageUser],
            let key = request.headers[.authKey] ?? request.headers[.storagePassword], !key.isEmpty
        else { throw Self.refused }
        let names = Self.names(user)
        let (caller, token) = try await caller(names, key, request, context)
        guard !Set([caller.uuid.rawValue, caller.username, caller.email]).isDisjoint(with: names) else {
            throw Self.refused
        }
        var fields = HTTPFields()
        fields[.storageURL] = "\(baseURL)/v1/\(SwiftAccount.name(of: caller.uuid))"
        fields[.authToken] = token
        fields[.storageToken] = token
        if let expires = caller.tokenExpires {
            let left = max(0, (expires.microseconds - context.received.microseconds) / 1_000_000)
            fields[.tokenExpires] = String(left)
        }
        return .empty(.ok, headers: fields)
    }

    /// The key is tried as a token first, which costs nothing.
    private func caller(
        _ names: [String], _ key: String, _ request: Request, _ context: APIContext
    ) async throws -> (Caller, token: String) {
        if let caller = try await caller(of: key, request, context) { return (caller, key) }
        guard let passwords, let email = names.last(where: { $0.contains("@") }) else { throw Self.refused }
        let token = try await passwords.token(email: email, password: key, address: context.remoteAddress)
        guard let caller = try await caller(of: token, request, context) else { throw Self.refused }
        return (caller, token)
    }

    private func caller(of token: String, _ request: Request, _ context: APIContext) async throws -> Caller? {
        var head = request.head
        head.headerFields[.authToken] = token
        do {
            let asked = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            return try await authentication.caller(of: asked, context)
        } catch let fault as Fault where fault.kind.status == 401 {
            return nil
        }
    }

    /// All that may be the user's name, in lower case.
    private static func names(_ user: String) -> [String] {
        let parts = user.lowercased().split(separator: ":", maxSplits: 1).map(String.init)
        return [user.lowercased()] + parts
    }

    private static let refused = Fault(.unauthorized, "The user or the key is not right.")
}

extension HTTPField.Name {
    static let storageUser = HTTPField.Name.known("X-Storage-User")
    static let storagePassword = HTTPField.Name.known("X-Storage-Pass")
    static let tokenExpires = HTTPField.Name.known("X-Auth-Token-Expires")
}
