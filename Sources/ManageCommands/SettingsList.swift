import ArgumentParser
import Installation
import Settings

/// `snf-manage settings-list`
struct SettingsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "settings-list",
        abstract: "List every setting, its value, its default and where the value came from.")

    @Flag(help: "Only settings whose value was set somewhere.") var changed = false
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let settings = try installation.settings()
        let rows = try SettingsCatalog.all.list(settings.source).filter { !changed || $0.origin != .standard }
        try list.print(rows, columns: Self.columns, filters: [FilterField("name") { $0.name }])
    }

    static let columns: [Column<SettingRow>] = [
        Column("name", help: "Name in files; with SYNNEFO_ before it, in the environment") { $0.name },
        Column("value", help: "What is in force") { $0.value },
        Column("default", help: "What holds when nothing is set") { $0.standard },
        Column("origin", help: "Where the value came from") { "\($0.origin)" },
        Column("unit", help: "The unit of the value", isDefault: false) { CellText.of($0.unit) },
        Column("meaning", help: "What the setting does", isDefault: false) { $0.meaning },
    ]
}
