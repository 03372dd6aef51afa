import FoundationEssentials
import Vocabulary

/// What an operator has set: a directory of TOML files, read in the order of their names, the later ones winning, and
/// above them `SYNNEFO_…` variables. Source: operations.md 2.1, with TOML for Python.
public struct SettingsSource: Sendable {
    private var files: [SettingsFile] = []
    private let environment: [String: String]

    /// The variable that overrides a setting is this and the setting's name.
    public static let variablePrefix = "SYNNEFO_"

    /// Variables of the program itself that begin like settings.
    private static let ownVariables: Set<String> = [
        "SYNNEFO_SETTINGS_DIR", "SYNNEFO_SHARE", "SYNNEFO_CACHE", "SYNNEFO_BIN", "SYNNEFO_SWIFT",
        "SYNNEFO_TEST_POSTGRES", "SYNNEFO_TEST_CEPH",
    ]

    /// - Parameter directory: nil for no files. A directory that is missing is an error, an empty one is not.
    /// - Throws: `SettingsError` for a directory or file that cannot be read, or is no TOML.
    public init(directory: String?, environment: [String: String] = [:]) throws {
        self.environment = environment
        guard let directory else { return }
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: directory)
        } catch {
            throw SettingsError("The settings directory \(directory) cannot be read.")
        }
        files = try names.filter { $0.hasSuffix(".toml") && !$0.hasPrefix(".") }
            .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            .map { try SettingsFile(contentsOf: "\(directory)/\($0)") }
    }

    /// One TOML text in place of a directory, for tests and for programs that make their own settings.
    public init(text: String, path: String = "settings.toml", environment: [String: String] = [:]) throws {
        self.environment = environment
        files = [try SettingsFile(path: path, text: text)]
    }

    /// Reads one group.
    ///
    /// - Throws: `SettingsError` that names the setting, where it was set, and the kind of value it should have.
    public func load<Group: SettingsGroup>(_ group: Group.Type = Group.self) throws -> Group {
        var values = Group()
        for setting in Group.declarations {
            switch origin(of: setting.name) {
            case .standard:
                break
            case .file(let path, let line):
                guard let raw = fileValue(of: setting.name), setting.setFromFile(&values, raw) else {
                    throw SettingsError("\(setting.name) (\(path):\(line)) should be \(setting.expectation).")
                }
            case .environment(let variable):
                guard let text = environment[variable], setting.setFromEnvironment(&values, text) else {
                    throw SettingsError("The variable \(variable) should be \(setting.expectation).")
                }
            }
        }
        try values.validate()
        return values
    }

    /// Where the value of a setting comes from.
    public func origin(of name: String) -> SettingOrigin {
        let variable = Self.variablePrefix + name
        if environment[variable] != nil { return .environment(variable: variable) }
        guard let file = files.last(where: { $0.values[name] != nil }) else { return .standard }
        return .file(path: file.path, line: file.lines[name] ?? 1)
    }

    private func fileValue(of name: String) -> JSONValue? {
        files.last { $0.values[name] != nil }?.values[name]
    }

    /// Names that were set but that no group declares, each once for every place it was set in.
    public func unknownSettings(known: some Sequence<String>) -> [UnknownSetting] {
        let known = Set(known)
        var unknown: [UnknownSetting] = []
        for file in files {
            for name in file.values.keys.sorted() where !known.contains(name) {
                let origin = SettingOrigin.file(path: file.path, line: file.lines[name] ?? 1)
                unknown.append(UnknownSetting(name: name, origin: origin, known: known))
            }
        }
        for variable in environment.keys.sorted()
        where variable.hasPrefix(Self.variablePrefix) && !Self.ownVariables.contains(variable) {
            let name = String(variable.dropFirst(Self.variablePrefix.count))
            if !known.contains(name) {
                unknown.append(
                    UnknownSetting(name: name, origin: .environment(variable: variable), known: known))
            }
        }
        return unknown
    }
}
