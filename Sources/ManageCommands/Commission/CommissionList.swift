import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage commission-list`
struct CommissionList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commission-list", abstract: "List commissions that are neither accepted nor rejected.")

    @Option(help: "Only those issued more than so many seconds ago.") var overdue: Int?
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let age = overdue.map { Duration.seconds($0) }
        let commissions =
            list.asksForHelp
            ? [] : try await installation.open { try await $0.astakos.quota.commissions(olderThan: age) }
        try list.print(commissions, columns: Self.columns, filters: Self.filters)
    }

    static let columns: [Column<Commission>] = [
        Column("serial", help: "Commission serial") { "\($0.serial)" },
        Column("name", help: "What it is for") { $0.name },
        Column("clientkey", help: "The component that issued it") { $0.clientKey },
        Column("issue time", help: "When it was issued") { CellText.of($0.issued) },
    ]

    static let filters: [FilterField<Commission>] = [
        FilterField("serial") { "\($0.serial)" },
        FilterField("name") { $0.name },
        FilterField("clientkey") { $0.clientKey },
        FilterField("issue_datetime") { CellText.of($0.issued) },
    ]
}
