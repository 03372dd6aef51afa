extension DatabaseError {
    /// What a statement meets in a transaction in which this went wrong before.
    ///
    /// A commit, of all or of a savepoint, says what went wrong; anything else that it should not be here.
    public func refusal(of statement: String) -> DatabaseError {
        if statement.hasPrefix("COMMIT") || statement.hasPrefix("RELEASE") { return self }
        return .engine(
            code: "25P02",
            message: "an earlier statement of this transaction failed: use a savepoint to go on after it",
            statement: statement)
    }
}
