/// One setting as `settings-list` shows it. A secret's value is `***`.
public struct SettingRow: Sendable, Hashable {
    public var name: String
    public var value: String
    public var standard: String
    public var origin: SettingOrigin
    public var kindName: String
    public var unit: String?
    public var meaning: String

    init<Group>(
        _ declaration: SettingDeclaration<Group>, value: Group, standard: Group, _ origin: SettingOrigin
    ) {
        name = declaration.name
        self.value = declaration.show(value)
        self.standard = declaration.show(standard)
        self.origin = origin
        kindName = declaration.kindName
        unit = declaration.unit
        meaning = declaration.meaning
    }
}
