/// Settings that cannot be used, in a sentence that says which and what to do.
public struct SettingsError: Error, Sendable, CustomStringConvertible {
    public var description: String

    public init(_ description: String) {
        self.description = description
    }
}
