import Astakos
import Vocabulary

/// The answer of `POST tokens` to who asks as OpenStack's clients do: times, roles and catalog as they know them.
///
/// Source: openstack.md 2.9.
struct OpenStackAccess: JSONWritable {
    var holder: TokenHolder
    var token: String
    var catalog: OpenStackCatalog

    func write(to writer: inout JSONWriter) {
        writer.object {
            $0.object("access") { json in
                let user = holder.user
                json.object("token") {
                    $0.field("id", token)
                    $0.field("issued_at", holder.issued.keystone)
                    $0.field("expires", holder.expires.keystone)
                    $0.object("tenant") { $0.tenant(user.ownProject) }
                }
                json.object("user") {
                    $0.field("id", user.uuid)
                    $0.field("name", user.username)
                    $0.field("username", user.username)
                    $0.array("roles") { RoleNames.write(holder.roles, to: &$0) }
                    $0.array("roles_links") { _ in }
                }
                json.array("serviceCatalog") { catalog.writeVersion2(to: &$0) }
            }
        }
    }
}
