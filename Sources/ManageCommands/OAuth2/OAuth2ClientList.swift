import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage oauth2-client-list`
struct OAuth2ClientList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oauth2-client-list", abstract: "List the OAuth 2.0 clients.")

    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let clients =
            list.asksForHelp ? [] : try await installation.open { try await $0.astakos.oauthClients.list() }
        try list.print(clients, columns: Self.columns, filters: Self.filters)
    }

    static let columns: [Column<OAuthClient>] = [
        Column("id", help: "Client ID") { "\($0.id)" },
        Column("identifier", help: "What requests call it: client_id") { $0.identifier },
        Column("type", help: "confidential or public") { $0.kind.rawValue },
        Column("is_trusted", help: "Whether users are not asked") { CellText.of($0.isTrusted) },
        Column("redirect_urls", help: "Where users are sent back to", isDefault: false) {
            $0.redirectURLs.joined(separator: ",")
        },
    ]

    static let filters: [FilterField<OAuthClient>] = [
        FilterField("id") { "\($0.id)" },
        FilterField("identifier") { $0.identifier },
        FilterField("type") { $0.kind.rawValue },
        FilterField("is_trusted") { CellText.of($0.isTrusted) },
    ]
}
