/// A command could not do what it was asked: one sentence that says what to do. Printed as `Error: …`, exit status 1.
public struct CommandError: Error, CustomStringConvertible {
    public let description: String

    public init(_ description: String) {
        self.description = description
    }
}
