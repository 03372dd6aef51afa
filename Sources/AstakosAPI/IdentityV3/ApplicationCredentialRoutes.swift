import APISupport
import Astakos
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// The caller's application credentials. Source: openstack.md 2.6.
struct ApplicationCredentialRoutes: Sendable {
    let identity: KeystoneIdentity

    private var service: ApplicationCredentialService { identity.services.applicationCredentials }

    func add(to router: inout APIRouter) {
        let all = "users/{user}/application_credentials"
        router.read(all, list)
        router.post(all, endings: .slash, access: .open, create)
        router.read(all + "/{credential}", show)
        router.delete(all + "/{credential}", endings: .slash, access: .open, delete)
    }

    /// 200, all or the one with `name`
    @Sendable private func list(request: Request, context: APIContext) async throws -> Response {
        let holder = try await caller(request, context)
        let credentials = try await service.list(of: holder.user.id).filter { credential in
            context.query["name"].map { $0.isEmpty || $0 == credential.name } ?? true
        }
        return identity.list("application_credentials", path(of: holder)) { json in
            for credential in credentials { json.object { write(credential, of: holder, to: &$0) } }
        }
    }

    /// 201 with the secret, this once; badRequest, forbidden, conflict
    @Sendable private func create(request: Request, context: APIContext) async throws -> Response {
        let holder = try await caller(request, context)
        let body = try await request.smallJSON()
        let new = try NewApplicationCredential(try body.object("application_credential"))
        let (credential, secret) = try await service.create(new, for: holder)
        return .json(.created) {
            $0.object {
                $0.object("application_credential") { json in
                    write(credential, of: holder, to: &json)
                    json.field("secret", secret.exposed)
                }
            }
        }
    }

    /// 200; itemNotFound
    @Sendable private func show(request: Request, context: APIContext) async throws -> Response {
        let holder = try await caller(request, context)
        let credential = try await service.find(try id(context), of: holder.user.id)
        return .json {
            $0.object { $0.object("application_credential") { write(credential, of: holder, to: &$0) } }
        }
    }

    /// 204; itemNotFound, forbidden
    @Sendable private func delete(request: Request, context: APIContext) async throws -> Response {
        let holder = try await caller(request, context)
        try await service.delete(try id(context), for: holder)
        return .empty(.noContent)
    }

    private func caller(_ request: Request, _ context: APIContext) async throws -> TokenHolder {
        let holder = try await identity.callers.user(of: request, context)
        try identity.check(try context.parameters.string("user"), is: holder)
        return holder
    }

    private func id(_ context: APIContext) throws -> ApplicationCredential.ID {
        .init(try context.parameters.string("credential"))
    }

    private func path(of holder: TokenHolder) -> String { "users/\(holder.user.uuid)/application_credentials" }

    private func write(_ credential: ApplicationCredential, of holder: TokenHolder, to json: inout JSONWriter) {
        json.field("id", credential.id)
        json.field("name", credential.name)
        json.field("description", credential.description)
        json.field("project_id", credential.project)
        json.field("user_id", holder.user.uuid)
        json.array("roles") { RoleNames.write(credential.roles, to: &$0) }
        // Some clients read no time that names its zone.
        json.field("expires_at", credential.expires?.iso8601Micro)
        json.field("unrestricted", credential.isUnrestricted)
        identity.write(link: "\(path(of: holder))/\(credential.id)", to: &json)
    }
}

extension NewApplicationCredential {
    /// From the body's object, where `null` and an empty list mean that a member is not there.
    ///
    /// - Throws: badRequest naming the member.
    fileprivate init(_ body: JSONValue) throws {
        self.init(
            name: try body.string("name"), description: try body.lookupString("description"),
            secret: try body.lookupString("secret").map { Secret($0) },
            isUnrestricted: try body.lookupBool("unrestricted") ?? false)
        if let text = try body.lookupString("expires_at") {
            guard let time = Timestamp(iso8601: text) else {
                throw Fault(.badRequest, "expires_at should be a time, as 2026-06-01T00:00:00 is, in UTC.")
            }
            expires = time
        }
        let roles = try body.lookupArray("roles") ?? []
        if !roles.isEmpty {
            self.roles = try roles.map { role in
                guard let name = try role.lookupString("id") ?? role.lookupString("name") else {
                    throw Fault(.badRequest, "An element of roles needs an id or a name.")
                }
                return name
            }
        }
        guard try body.lookupArray("access_rules")?.isEmpty != false else {
            throw Fault(.badRequest, "access_rules cannot be kept here: leave them out.")
        }
    }
}
