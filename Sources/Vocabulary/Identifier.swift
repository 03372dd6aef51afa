/// A key of one kind of thing; a server's is no image's.
///
/// `Owner` only tells the kinds apart, it is never stored. On the wire and in SQL it is the bare raw value.
public struct Identifier<Owner, RawValue: Hashable & Sendable>: Hashable, Sendable, RawRepresentable {
    public var rawValue: RawValue

    @inlinable
    public init(rawValue: RawValue) {
        self.rawValue = rawValue
    }

    @inlinable
    public init(_ rawValue: RawValue) {
        self.rawValue = rawValue
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { "\(rawValue)" }
}

extension Identifier: Comparable where RawValue: Comparable {
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

extension Identifier: Encodable where RawValue: Encodable {
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

extension Identifier: Decodable where RawValue: Decodable {
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(RawValue.self))
    }
}

/// Tells user ids from other text. The user itself lives in Astakos.
public enum UserKind {}

/// A user's uuid, lower-case text: the only name of a user that crosses components (identity.md 1.7).
public typealias UserID = Identifier<UserKind, String>

/// Tells quota sources (projects) apart.
public enum ProjectKind {}

/// The source quota is drawn from: `system` at 0.14, a project's uuid later (identity.md 8.3).
public typealias ProjectID = Identifier<ProjectKind, String>

extension ProjectID {
    /// The one source of 0.14.
    public static var system: ProjectID { ProjectID("system") }
}
