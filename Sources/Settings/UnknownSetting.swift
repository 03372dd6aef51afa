/// A name that was set and that nobody reads, most likely misspelt.
public struct UnknownSetting: Sendable, Hashable, CustomStringConvertible {
    public var name: String
    public var origin: SettingOrigin
    /// The known name that looks most like it, when one is near enough.
    public var nearest: String?

    init(name: String, origin: SettingOrigin, known: some Sequence<String>) {
        self.name = name
        self.origin = origin
        nearest = NearestName.of(name, among: known)
    }

    public var description: String {
        let hint = nearest.map { " Did you mean \($0)?" } ?? ""
        return "There is no setting \(name) (\(origin)).\(hint)"
    }
}
