import Vocabulary

/// One setting: its name in files and in the environment, where its value goes, and what it means.
public struct SettingDeclaration<Group: Sendable>: Sendable {
    /// As the original spells it, for instance `ASTAKOS_BASE_URL`.
    public let name: String
    /// The kind of value, for instance `whole number`.
    public let kindName: String
    /// For instance `bytes`, `seconds`; nil when the value has none.
    public let unit: String?
    /// One or two sentences for operators.
    public let meaning: String
    let show: @Sendable (Group) -> String
    let setFromFile: @Sendable (inout Group, JSONValue) -> Bool
    let setFromEnvironment: @Sendable (inout Group, String) -> Bool

    /// - Parameter shown: how the value is shown, where not as it is written.
    public init<Value: SettingValue>(
        _ name: String, _ property: any WritableKeyPath<Group, Value> & Sendable, unit: String? = nil,
        shown: @escaping @Sendable (Value) -> String = \.shown, _ meaning: String
    ) {
        self.name = name
        self.unit = unit
        self.meaning = meaning
        kindName = Value.kindName
        show = { shown($0[keyPath: property]) }
        setFromFile = { group, raw in
            guard let value = Value(file: raw) else { return false }
            group[keyPath: property] = value
            return true
        }
        setFromEnvironment = { group, text in
            guard let value = Value(environment: text) else { return false }
            group[keyPath: property] = value
            return true
        }
    }

    /// What the value should be, as a complaint ends.
    var expectation: String {
        ["whole number", "number", "list", "table"].contains { kindName.hasPrefix($0) } ? "a " + kindName : kindName
    }
}
