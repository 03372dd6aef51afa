/// One connection to an engine. Used by one thread at a time.
package protocol Connection: AnyObject {
    var dialect: Dialect { get }

    /// Runs one statement, calls `each` for every row of its answer, returns how many rows it changed.
    func run(_ text: String, _ values: [SQLValue], each: (Row) throws -> Void) throws -> Int

    /// Runs statements that have no values and give no rows, several in one text (migrations, BEGIN).
    func script(_ text: String) throws
}
