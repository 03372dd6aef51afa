/// What an operator decides about machines and networks. Source: operations.md 2.2.
public struct CycladesSettings: SettingsGroup {
    public static let title = "Cyclades"

    public var pollLimitSeconds = 3600

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("POLL_LIMIT", \.pollLimitSeconds, unit: "seconds", "Oldest changes-since that is answered.")
    ]

    public init() {}
}
