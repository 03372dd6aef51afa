/// The settings of one service, as one value that is read at start and handed to initializers.
///
/// A group is a struct whose properties hold the defaults, and a list that declares each once:
///
/// ```swift
/// public struct PithosSettings: SettingsGroup {
///     public static let title = "Pithos"
///     public var blockSize: Int64 = 4_194_304
///     public static let declarations: [SettingDeclaration<Self>] = [
///         .init("PITHOS_BACKEND_BLOCK_SIZE", \.blockSize, unit: "bytes", "Size of a block; never change it later.")
///     ]
///     public init() {}
/// }
/// ```
///
/// Add the group to `SettingsCatalog`, then run the tests once: they tell how to renew docs/operators/settings.md.
public protocol SettingsGroup: Sendable {
    /// Heads the group in the documents.
    static var title: String { get }

    static var declarations: [SettingDeclaration<Self>] { get }

    /// Everything at its default.
    init()

    /// Looks at the values together, once all are read.
    ///
    /// - Throws: `SettingsError` in words that name the setting.
    func validate() throws
}

extension SettingsGroup {
    public func validate() throws {}
}
