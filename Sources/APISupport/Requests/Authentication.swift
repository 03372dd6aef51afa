public import AstakosClient
public import HTTPTypes
public import HummingbirdCore
import Vocabulary

/// Finds the token of a request and asks who it belongs to.
public struct Authentication: Sendable {
    private let authenticator: any TokenAuthenticator
    private let isRelayed: Bool

    /// - Parameter isRelayed: whether a refusal by Astakos is called `fault` on the wire, with its status kept, as
    ///   Pithos and Cyclades do (object-storage.md 1.2, compute.md 1.4).
    public init(_ authenticator: any TokenAuthenticator, isRelayed: Bool = false) {
        self.authenticator = authenticator
        self.isRelayed = isRelayed
    }

    /// - Throws: unauthorized without a token, else what Astakos answers.
    public func caller(of request: Request, _ context: APIContext) async throws -> Caller {
        let token = try Self.token(of: request, context)
        do {
            return try await authenticator.authenticate(token: token)
        } catch let fault as Fault where isRelayed {
            guard fault.kind == .unauthorized else {
                throw Fault(
                    .relayed(status: fault.kind.status), fault.message, details: fault.details, cause: fault.cause)
            }
            // The original passes on the reason phrase, and Astakos' own body as a text.
            throw Fault(.relayed(status: 401), "UNAUTHORIZED", details: Self.quoted(fault), cause: fault.cause)
        }
    }

    /// The query's `X-Auth-Token` if it is not empty, else the header's (identity.md 1.2).
    ///
    /// - Throws: unauthorized when both are missing or empty.
    public static func token(of request: Request, _ context: APIContext) throws -> String {
        if let token = context.query["X-Auth-Token"], !token.isEmpty { return token }
        if let token = request.headers[.authToken], !token.isEmpty { return token }
        throw missingToken
    }

    /// Astakos' answer as the original's Python wrote it, spaces and all.
    private static func quoted(_ fault: Fault) -> String {
        let message = JSONWriter.text(fault.message)
        return "{\"\(fault.kind.name)\": {\"message\": \(message), \"code\": \(fault.kind.status), \"details\": \"\"}}"
    }

    static let missingToken = Fault(.unauthorized, "Access denied. No authentication token")
}

extension HTTPField.Name {
    /// `X-Auth-Token`
    public static let authToken = HTTPField.Name.known("X-Auth-Token")
    /// `Request-Id` of every answer, without the `X-` that clients of the original count as metadata.
    public static let requestID = HTTPField.Name.known("Request-Id")
    /// `X-Request-Id`, as proxies send it.
    public static let forwardedRequestID = HTTPField.Name.known("X-Request-Id")
    /// `Referrer-Policy`
    public static let referrerPolicy = HTTPField.Name.known("Referrer-Policy")
    static let forwardedFor = HTTPField.Name.known("X-Forwarded-For")

    /// A name that is known to be well formed.
    public static func known(_ name: StaticString) -> HTTPField.Name {
        guard let name = HTTPField.Name("\(name)") else {
            preconditionFailure("\(name) cannot be the name of a header")
        }
        return name
    }
}
