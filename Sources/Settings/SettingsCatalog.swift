/// All groups of settings there are: what `settings-list` shows, what is known when unknown names are reported, and
/// what docs/operators/settings.md must tell.
public struct SettingsCatalog: Sendable {
    private let groups: [Entry]

    /// The groups of this program, in the order of the documents.
    public static let all = SettingsCatalog([
        Entry(InstallationSettings.self),
        Entry(AstakosSettings.self),
        Entry(PithosSettings.self),
        Entry(CycladesSettings.self),
        Entry(LocalBackendSettings.self),
        Entry(WebSettings.self),
    ])

    init(_ groups: [Entry]) {
        self.groups = groups
    }

    public var names: [String] { groups.flatMap { $0.standards().map(\.name) } }

    /// Every setting as it now is.
    ///
    /// - Throws: `SettingsError` as `SettingsSource.load` does.
    public func list(_ source: SettingsSource) throws -> [SettingRow] {
        try groups.flatMap { try $0.rows(source) }
    }

    /// The reference page for operators, as Markdown.
    public func reference() -> String {
        var text = """
            # Settings

            Settings are read from the `.toml` files of one directory in the order of their names; later files win. The
            environment variable `SYNNEFO_` and a setting's name overrides both; lists and tables may be written there as in a
            file. `snf-manage settings-list` prints what
            is in force and where it came from. This page is made from the declarations in `Sources/Settings`.

            """
        for group in groups {
            text += "\n## \(group.title)\n\n| Setting | Kind | Default | Meaning |\n|---|---|---|---|\n"
            for row in group.standards() {
                let kind = row.unit.map { "\(row.kindName), \($0)" } ?? row.kindName
                let meaning = row.meaning.split(separator: "|").joined(separator: "\\|")
                text += "| `\(row.name)` | \(kind) | `\(row.standard)` | \(meaning) |\n"
            }
        }
        return text
    }
}

extension SettingsCatalog {
    /// One group, with its type forgotten.
    struct Entry: Sendable {
        let title: String
        let standards: @Sendable () -> [SettingRow]
        let rows: @Sendable (SettingsSource) throws -> [SettingRow]

        init<Group: SettingsGroup>(_ group: Group.Type) {
            title = Group.title
            standards = {
                let standard = Group()
                return Group.declarations.map { SettingRow($0, value: standard, standard: standard, .standard) }
            }
            rows = { source in
                let (values, standard) = (try source.load(Group.self), Group())
                return Group.declarations.map {
                    SettingRow($0, value: values, standard: standard, source.origin(of: $0.name))
                }
            }
        }
    }
}
