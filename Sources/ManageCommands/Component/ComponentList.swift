import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// A component with its token, as the administrator sees it.
struct ComponentLine: Sendable {
    var component: Component
    var token: String

    static let columns: [Column<ComponentLine>] = [
        Column("id", help: "Component ID") { "\($0.component.id)" },
        Column("name", help: "Component name") { $0.component.name },
        Column("url", help: "Its user interface") { CellText.of($0.component.url) },
        Column("token", help: "The token it calls with") { $0.token },
        Column("token created", help: "When the token was made", isDefault: false) {
            CellText.of($0.component.tokenCreated)
        },
    ]

    static func list(_ service: ComponentService) async throws -> [ComponentLine] {
        let tokens = try await service.tokens()
        return try await service.list().map { ComponentLine(component: $0, token: tokens[$0.id] ?? "") }
    }
}

/// `snf-manage component-list`
struct ComponentList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "component-list", abstract: "List the components and the tokens they call with.")

    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let lines =
            list.asksForHelp ? [] : try await installation.open { try await ComponentLine.list($0.astakos.components) }
        try list.print(lines, columns: ComponentLine.columns, filters: Self.filters)
    }

    static let filters: [FilterField<ComponentLine>] = [
        FilterField("id") { "\($0.component.id)" },
        FilterField("name") { $0.component.name },
        FilterField("url") { CellText.of($0.component.url) },
        FilterField("auth_token_created") { CellText.of($0.component.tokenCreated) },
        FilterField("auth_token_expires") { CellText.of($0.component.tokenExpires) },
    ]
}
