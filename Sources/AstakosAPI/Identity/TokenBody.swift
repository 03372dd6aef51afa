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
    /// A log-in as OpenStack's clients ask for it.
    typealias OpenStackLogin = (proof: IdentityProof, scope: ScopeRequest)

    /// The log-in, where it can be no other's: there is a tenant, and an e-mail address for the user or for the tenant. The
    /// original's clients use uuids for both, and are answered as ever.
    var openStack: OpenStackLogin? {
        guard let tenant, username?.contains("@") == true || tenantName?.contains("@") == true else { return nil }
        guard let username else { return (.token(Secret(token)), .project(tenant)) }
        return (.password(Self.reference(username), Secret(token)), .project(tenant))
    }

    /// The log-in, where the password turned out to be no token: the original's clients have no other. A uuid alone stays
    /// theirs; an e-mail address alone is for its own project.
    var openStackPassword: OpenStackLogin? {
        guard let username, let project = tenant ?? (username.contains("@") ? username : nil) else { return nil }
        return (.password(Self.reference(username), Secret(token)), .project(project))
    }

    private var tenant: String? { tenantName ?? tenantID.flatMap { $0.isEmpty ? nil : $0 } }

    private static func reference(_ username: String) -> UserReference {
        username.contains("@") ? .name(username) : .id(UserID(username))
    }
}
