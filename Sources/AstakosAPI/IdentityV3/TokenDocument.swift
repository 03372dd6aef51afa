import Astakos
import Vocabulary

/// What is said of a token: the answer of `POST` and `GET auth/tokens`. Source: openstack.md 2.3.
struct TokenDocument: JSONWritable {
    var holder: TokenHolder
    /// Nil for a token without a scope, and where it was not asked for.
    var catalog: OpenStackCatalog?

    func write(to writer: inout JSONWriter) {
        writer.object { $0.object("token") { write(members: &$0) } }
    }

    private func write(members json: inout JSONWriter) {
        let methods = holder.scoped?.methods ?? [.token]
        json.field("methods", methods.map(\.rawValue))
        json.field("audit_ids", holder.scoped.map { [$0.auditID] } ?? [])
        json.field("issued_at", holder.issued.keystone)
        json.field("expires_at", holder.expires.keystone)
        json.object("user") { json in
            json.field("id", holder.user.uuid)
            json.field("name", holder.user.username)
            json.object("domain") { KeystoneDomain.write(to: &$0) }
            json.field("password_expires_at", String?.none)
        }
        switch holder.scope {
        case .none: return
        case .domain:
            json.object("domain") { KeystoneDomain.write(to: &$0) }
        case .project:
            let project = holder.user.ownProject
            json.field("is_domain", false)
            json.object("project") { json in
                json.field("id", project.id)
                json.field("name", project.name)
                json.object("domain") { KeystoneDomain.write(to: &$0) }
            }
        }
        json.array("roles") { RoleNames.write(holder.roles, to: &$0) }
        if let catalog { json.array("catalog") { catalog.write(to: &$0) } }
        if let credential = holder.scoped?.credential {
            json.object("application_credential") { json in
                json.field("id", credential.id)
                json.field("name", credential.name)
                json.field("restricted", !credential.isUnrestricted)
            }
        }
    }
}

/// Roles, whose name is their id.
enum RoleNames {
    static func write(_ roles: [String], to json: inout JSONWriter) {
        for role in roles {
            json.object {
                $0.field("id", role)
                $0.field("name", role)
            }
        }
    }
}
