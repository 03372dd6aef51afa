/// What the writer is woken for.
enum SQLiteWriterJob: Sendable {
    case write(SQLiteWrite)
    /// The disk has taken what was on its way.
    case lookAgain
}
