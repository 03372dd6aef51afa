import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage user-show`. The token is never shown.
struct UserShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "user-show", abstract: "Show all about a user.")

    @Argument(help: "ID, e-mail address or uuid of the user.") var user: String
    @Flag(name: .customLong("quota"), help: "Show the user's quota too.") var showsQuota = false
    @OptionGroup var units: UnitOptions
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let style = try units.style()
        try await installation.open { services in
            let astakos = services.astakos
            let found = try await astakos.users.find(named: user, emailAllowed: true)
            let details = UserDetails(
                user: found, providers: try await astakos.users.providers(of: [found.id])[found.id] ?? [],
                groups: try await astakos.groups.names(of: [found.id])[found.id] ?? [],
                permissions: try await astakos.groups.permissions(of: found.id))
            let hasTerms = try await astakos.terms.newest() != nil
            output.show(details, columns: UserDetails.columns(withTerms: hasTerms))
            let credentials = try await astakos.applicationCredentials.list(of: found.id)
            if !credentials.isEmpty {
                output.table(credentials, columns: CredentialLine.columns, title: "Application Credentials")
            }
            guard showsQuota else { return }
            output.table(
                try await astakos.limits.quotas(of: [found]), columns: QuotaLine.columns(style), title: "User Quota")
        }
    }
}

/// A user in all detail.
struct UserDetails: Sendable {
    var user: User
    var providers: [AuthProvider]
    var groups: [String]
    var permissions: [String]

    static func columns(withTerms: Bool) -> [Column<UserDetails>] {
        let terms: [Column<UserDetails>] = [
            Column("has_signed_terms") { CellText.of($0.user.termsSigned != nil) },
            Column("date_signed_terms") { CellText.of($0.user.termsSigned) },
        ]
        return columns + (withTerms ? terms : [])
    }

    private static let columns: [Column<UserDetails>] = [
        Column("id") { "\($0.user.id)" },
        Column("uuid") { $0.user.uuid.rawValue },
        Column("status") { $0.user.status },
        Column("email") { $0.user.email },
        Column("first name") { $0.user.firstName },
        Column("last name") { $0.user.lastName },
        Column("active") { CellText.of($0.user.isActive) },
        Column("admin") { CellText.of($0.user.isAdmin) },
        Column("last login") { CellText.of($0.user.lastLogin) },
        Column("date joined") { CellText.of($0.user.joined) },
        Column("last update") { CellText.of($0.user.updated) },
        Column("token expiration") { CellText.of($0.user.tokenExpires) },
        Column("providers") { details in
            details.providers.map { "\($0.module):\($0.identifier ?? details.user.email)" }.joined(separator: ", ")
        },
        Column("verified") { CellText.of($0.user.hasVisitedProfile) },
        Column("groups") { "[\($0.groups.joined(separator: ", "))]" },
        Column("permissions") { "[\($0.permissions.joined(separator: ", "))]" },
        // Groups carry no permissions of their own here; scripts that read the line still find it.
        Column("group permissions") { _ in "set([])" },
        Column("email verified") { CellText.of($0.user.emailVerified) },
        Column("username") { $0.user.username },
        Column("activation_sent_date") { CellText.of($0.user.activationSent) },
    ]
}
