import Astakos
import Vocabulary

/// The body of `POST auth/tokens`. Source: openstack.md 2.3.
struct AuthBody {
    var proofs: [IdentityProof] = []
    var scope = ScopeRequest.none

    /// - Throws: badRequest naming the field; unauthorized for a method, a domain or a scope that there is not.
    init(_ body: JSONValue) throws {
        let auth = try body.object("auth")
        let identity = try auth.object("identity")
        for method in try identity.array("methods") {
            let name = try method.asString("An element of methods")
            guard let method = AuthenticationMethod(rawValue: name) else { throw AuthenticationService.refused }
            proofs.append(try Self.proof(method, try identity.object(name)))
        }
        guard !proofs.isEmpty else { throw Fault(.badRequest, "methods is empty.") }
        // More than one of each shows nothing more, and each password costs a second.
        guard proofs.count <= AuthenticationMethod.allCases.count else {
            throw Fault(.badRequest, "methods has more than \(AuthenticationMethod.allCases.count) elements.")
        }
        if let scope = try auth.lookup("scope") { self.scope = try Self.scope(scope) }
    }

    private static func proof(_ method: AuthenticationMethod, _ member: JSONValue) throws -> IdentityProof {
        switch method {
        case .password:
            let user = try member.object("user")
            return .password(try self.user(user), Secret(try user.string("password")))
        case .token:
            return .token(Secret(try member.string("id")))
        case .applicationCredential:
            return .applicationCredential(try credential(member), Secret(try member.string("secret")))
        }
    }

    private static func credential(_ member: JSONValue) throws -> CredentialReference {
        if let id = try member.lookupString("id") { return .id(.init(id)) }
        return .name(try member.string("name"), try user(try member.object("user")))
    }

    private static func user(_ user: JSONValue) throws -> UserReference {
        if let id = try user.lookupString("id") { return .id(UserID(id)) }
        guard let name = try user.lookupString("name") else {
            throw Fault(.badRequest, "user needs an id or a name.")
        }
        guard try KeystoneDomain.isNamed(by: try user.lookup("domain")) else { throw AuthenticationService.refused }
        return .name(name)
    }

    private static func scope(_ scope: JSONValue) throws -> ScopeRequest {
        if scope == "unscoped" { return .none }
        guard try scope.members("scope").count == 1 else {
            throw Fault(.badRequest, "scope should name one project, the domain or the system.")
        }
        if let project = try scope.lookupObject("project") {
            guard try KeystoneDomain.isNamed(by: try project.lookup("domain")) else {
                throw AuthenticationService.refused
            }
            guard let name = try project.lookupString("id") ?? project.lookupString("name") else {
                throw Fault(.badRequest, "project needs an id or a name.")
            }
            return .project(name)
        }
        if let domain = try scope.lookupObject("domain") {
            guard try KeystoneDomain.isNamed(by: domain) else { throw AuthenticationService.refused }
            return .domain
        }
        // The whole system, and trusts: nobody has any.
        guard try scope.lookup("system") == nil, try scope.lookup("OS-TRUST:trust") == nil else {
            throw AuthenticationService.refused
        }
        throw Fault(.badRequest, "scope should name one project, the domain or the system.")
    }
}
