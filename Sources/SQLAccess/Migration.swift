/// One numbered step of a schema. Never edited once released.
public struct Migration: Sendable {
    /// Counts from 1 within a component.
    public let number: Int
    /// A few words with dashes, for people.
    public let name: String
    /// What it does; runs in a transaction of its own.
    public let body: @Sendable (Transaction) throws -> Void

    public init(_ number: Int, _ name: String, _ body: @escaping @Sendable (Transaction) throws -> Void) {
        self.number = number
        self.name = name
        self.body = body
    }

    /// A migration that only runs statements, one after the other.
    public init(_ number: Int, _ name: String, statements: [SQL]) {
        self.init(number, name) { tx in
            for statement in statements { try tx.run(statement) }
        }
    }
}
