import Astakos
import Vocabulary

/// The body of `POST tokens`. Source: identity.md 2.1, openstack.md 2.9.
struct TokenBody: Equatable {
    /// The user's token; in a `passwordCredentials` form it is the password.
    var token: String
    /// The uuid that has to be the token's owner; nil when the form has none.
    var username: String?
    /// The uuid that has to be the token's owner; nil when it is not given or empty.
    var tenantName: String?
    /// The tenant whose catalog an OpenStack client asks for; a tenant that is not the token's owner's counts as none,
    /// as in the original.
    var tenantID: String?

    /// - Throws: badRequest.
    init(_ body: JSONValue) throws {
        guard let auth = try body.members("The request body")["auth"] else {
            throw Self.malformed("missing credentials")
        }
        let members = try auth.members("auth")
        tenantID = auth["tenantId"]?.stringValue
        tenantName = try auth.lookupString("tenantName").flatMap { $0.isEmpty ? nil : $0 }

        let value: JSONValue
        if case .object(let token)? = members["token"], let id = token["id"] {
            value = id
        } else if case .object(let credentials)? = members["passwordCredentials"], let name = credentials["username"],
            let password = credentials["password"]
        {
            value = password
            username = name.isNull ? nil : try name.asString("username")
        } else {
            throw Self.malformed("missing credentials")
        }
        guard case .string(let token) = value else { throw Self.malformed("missing token") }
        self.token = token
    }

    private static func malformed(_ what: String) -> Fault { Fault(.badRequest, "Malformed request: \(what)") }
}

extension TokenBody {
    /// What to show, where this is how OpenStack's clients ask: with a tenant, and with an e-mail address for the user or
    /// for the tenant. The original's clients use uuids for both, and are answered as ever.
    var openStack: (proof: IdentityProof, scope: ScopeRequest)? {
        guard let tenant = tenantName ?? tenantID.flatMap({ $0.isEmpty ? nil : $0 }),
            username?.contains("@") == true || tenantName?.contains("@") == true
        else { return nil }
        guard let username else { return (.token(Secret(token)), .project(tenant)) }
        let user: UserReference = username.contains("@") ? .name(username) : .id(UserID(username))
        return (.password(user, Secret(token)), .project(tenant))
    }
}
