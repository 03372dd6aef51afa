/// What an operator decides about users and quota. Source: identity.md 5.1.
public struct AstakosSettings: SettingsGroup {
    public static let title = "Astakos"

    public var tokenHours = 720
    public var cookieName = "_pithos2_a"

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("ASTAKOS_AUTH_TOKEN_DURATION", \.tokenHours, unit: "hours", "How long a new token is good."),
        .init("ASTAKOS_COOKIE_NAME", \.cookieName, "Cookie that tells the pages of all components who is logged in."),
    ]

    public init() {}
}
