/// One number that another part of the program keeps, for `/metrics`.
public struct Metric: Sendable {
    public enum Kind: String, Sendable {
        /// Only grows while the process runs.
        case counter
        case gauge
    }

    /// `synnefo_<part>_<what>_<unit>`, a counter's with `_total` at the end.
    public var name: String
    public var kind: Kind
    /// A sentence.
    public var help: String
    public var value: Int

    public init(_ name: String, _ kind: Kind, _ help: String, _ value: Int) {
        self.name = name
        self.kind = kind
        self.help = help
        self.value = value
    }

    /// In Prometheus' text format.
    var text: String { ServerMetrics.head(name, kind.rawValue, help) + "\(name) \(value)\n" }
}
