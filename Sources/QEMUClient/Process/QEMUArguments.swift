/// A QEMU command line in the making.
///
/// QEMU separates the properties of an option by commas; a comma in a value is written twice.
public struct QEMUArguments: Sendable, Equatable {
    /// The words, without the program's name.
    public private(set) var words: [String] = []

    public init() {}

    /// An option without a value: `-nodefaults`.
    public mutating func flag(_ option: String) {
        words.append(option)
    }

    /// An option with one plain value, taken as it is: `-m 128`.
    public mutating func option(_ option: String, _ value: String) {
        words += [option, value]
    }

    /// An option with properties: `-netdev user,id=n0,restrict=on`.
    ///
    /// - Parameter kind: What comes before the first comma; nil where the option begins with a property.
    public mutating func option(_ option: String, _ kind: String?, _ properties: KeyValuePairs<String, String>) {
        let parts: [String] = (kind.map { [$0] } ?? []) + properties.map { "\($0.key)=\(Self.escaped($0.value))" }
        words += [option, parts.joined(separator: ",")]
    }

    /// A value as it is written after `=`.
    public static func escaped(_ value: String) -> String {
        value.split(separator: ",", omittingEmptySubsequences: false).joined(separator: ",,")
    }
}
