public import Vocabulary

/// A version of the terms of use. The newest one counts.
public struct Terms: Sendable, Hashable {
    public typealias ID = Identifier<Terms, Int64>

    public var id: ID
    public var published: Timestamp
    /// Absolute path of an HTML file, read at each view.
    public var location: String
}
