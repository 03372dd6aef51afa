public import Vocabulary

/// What a route's pattern found in the path, decoded.
public struct PathParameters: Sendable, Hashable {
    private var values: [(name: String, value: String)] = []

    public init() {}

    mutating func set(_ name: String, _ value: String) {
        values.append((name, value))
    }

    public subscript(_ name: String) -> String? {
        values.first { $0.name == name }?.value
    }

    /// A parameter the pattern always has.
    ///
    /// - Throws: itemNotFound when it has not, which is a mistake of the route.
    public func string(_ name: String) throws -> String {
        guard let value = self[name] else { throw Fault(.itemNotFound, "The path has no \(name).") }
        return value
    }

    /// A numeric id.
    ///
    /// - Throws: itemNotFound for what is no number, or one that no id can have.
    public func id<Owner>(
        _ name: String, as type: Identifier<Owner, Int64>.Type = Identifier<Owner, Int64>.self
    )
        throws -> Identifier<Owner, Int64>
    {
        let text = try string(name)
        guard let number = Int64(text), number >= 0, text.utf8.allSatisfy({ (48...57).contains($0) }) else {
            throw Fault(.itemNotFound, "There is no \(name) \(text).")
        }
        return Identifier(number)
    }

    public static func == (a: Self, b: Self) -> Bool { a.values.elementsEqual(b.values) { $0 == $1 } }

    public func hash(into hasher: inout Hasher) {
        for (name, value) in values {
            hasher.combine(name)
            hasher.combine(value)
        }
    }
}
