/// What an operator decides about the object store. Source: object-storage.md 6.1.
public struct PithosSettings: SettingsGroup {
    public static let title = "Pithos"

    public var blockPath = ""
    public var updatesMD5 = false

    public static let declarations: [SettingDeclaration<Self>] = [
        .init("PITHOS_BACKEND_BLOCK_PATH", \.blockPath, "Directory of the blocks; empty for pithos-data in DATA_DIR."),
        .init("PITHOS_UPDATE_MD5", \.updatesMD5, "Whether an update of a part of an object computes its MD5 anew."),
    ]

    public init() {}
}
