import Astakos
import Vocabulary

/// A user with what lists of users show besides.
struct UserLine: Sendable {
    var user: User
    var providers: [AuthProvider]
    var groups: [String]

    static func list(_ services: AstakosServices, _ filter: UserFilter) async throws -> [UserLine] {
        let users = try await services.users.listAll(filter)
        let providers = try await services.users.providers(of: users.map(\.id))
        let groups = try await services.groups.names(of: users.map(\.id))
        return users.map { UserLine(user: $0, providers: providers[$0.id] ?? [], groups: groups[$0.id] ?? []) }
    }

    /// - Parameter shown: labels of columns shown besides the usual ones.
    static func columns(showing shown: Set<String>) -> [Column<UserLine>] {
        [
            Column("id", help: "The id of the user") { "\($0.user.id)" },
            Column("real name", help: "First and last name") { $0.user.realName },
            Column("active", help: "Whether the user may log in") { CellText.of($0.user.isActive) },
            Column("verified", help: "Whether the e-mail address is known to be the user's") {
                CellText.of($0.user.emailVerified)
            },
            Column("moderated", help: "Whether the account was accepted or rejected") {
                CellText.of($0.user.isModerated)
            },
            Column("admin", help: "Whether the user has administrative rights") { CellText.of($0.user.isAdmin) },
            Column("uuid", help: "The uuid of the user") { $0.user.uuid.rawValue },
            Column("providers", help: "How the user logs in", isDefault: shown.contains("providers")) { line in
                line.providers.map { "\($0.module):\($0.backend)" }.joined(separator: ", ")
            },
            Column("displayname", help: "The name shown to others", isDefault: shown.contains("displayname")) {
                $0.user.username
            },
            Column("activation_sent", help: "When the activation mail was sent", isDefault: false) {
                CellText.of($0.user.activationSent)
            },
            Column("groups", help: "The groups of the user", isDefault: false) { $0.groups.joined(separator: ", ") },
        ]
    }

    /// Named as the original's columns of the database.
    static let filters: [FilterField<UserLine>] = [
        FilterField("id") { "\($0.user.id)" },
        FilterField("uuid") { $0.user.uuid.rawValue },
        FilterField("username") { $0.user.username },
        FilterField("email") { $0.user.email },
        FilterField("first_name") { $0.user.firstName },
        FilterField("last_name") { $0.user.lastName },
        FilterField("is_active") { CellText.of($0.user.isActive) },
        FilterField("is_superuser") { CellText.of($0.user.isAdmin) },
        FilterField("email_verified") { CellText.of($0.user.emailVerified) },
        FilterField("moderated") { CellText.of($0.user.isModerated) },
        FilterField("is_rejected") { CellText.of($0.user.isRejected) },
        FilterField("is_verified") { CellText.of($0.user.hasVisitedProfile) },
        FilterField("accepted_policy") { CellText.of($0.user.acceptedPolicy?.name) },
        FilterField("date_joined") { CellText.of($0.user.joined) },
        FilterField("last_login") { CellText.of($0.user.lastLogin) },
        FilterField("auth_token_expires") { CellText.of($0.user.tokenExpires) },
        FilterField("level") { "\($0.user.level)" },
        FilterField("invitations") { "\($0.user.invitations)" },
    ]
}
