public import Vocabulary

/// The parameters of a URL's query, decoded, in their order. Of a name given twice the last value counts.
public struct QueryParameters: Sendable, Hashable {
    public private(set) var all: [Parameter] = []

    public struct Parameter: Sendable, Hashable {
        public var name: String
        public var value: String
    }

    /// From `a=1&b&c=%41`: a name without a value has an empty one. Bytes that are not UTF-8 become `U+FFFD`.
    public init(_ query: some StringProtocol) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            all.append(Parameter(name: Self.decode(parts[0]), value: parts.count > 1 ? Self.decode(parts[1]) : ""))
        }
    }

    public subscript(_ name: String) -> String? {
        all.last { $0.name == name }?.value
    }

    /// Whether the name occurs, with or without a value.
    public func contains(_ name: String) -> Bool {
        all.contains { $0.name == name }
    }

    /// A whole number that is not negative; anything else counts as absent (object-storage.md 1.4).
    public func lenientCount(_ name: String) -> Int? {
        guard let number = self[name].flatMap(Int.init), number >= 0 else { return nil }
        return number
    }

    /// A whole number that is not negative; nil when the parameter is absent or empty.
    ///
    /// - Throws: badRequest for anything else.
    public func count(_ name: String) throws -> Int? {
        guard let text = self[name], !text.isEmpty else { return nil }
        guard let number = Int(text), number >= 0 else {
            throw Fault(.badRequest, "\(name) should be a whole number that is not negative.")
        }
        return number
    }

    /// `limit` and `marker`.
    ///
    /// - Parameter limitMax: also what an absent limit means.
    /// - Throws: badRequest for a limit that is no number, or zero.
    public func page(limitMax: Int) throws -> Page<String> {
        let limit = try count("limit") ?? limitMax
        guard limit > 0 else { throw Fault(.badRequest, "limit should be at least 1.") }
        return Page(marker: self["marker"].flatMap { $0.isEmpty ? nil : $0 }, limit: min(limit, limitMax))
    }

    private static func decode(_ text: some StringProtocol) -> String {
        PercentEncoding.decode(text, plusIsSpace: true)
            ?? String(decoding: PercentEncoding.decodeBytes(text, plusIsSpace: true), as: UTF8.self)
    }
}
