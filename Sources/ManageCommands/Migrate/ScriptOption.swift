import ArgumentParser

/// `--sql`, by which the original's program prints statements in place of running them.
struct ScriptOption: ParsableArguments {
    @Flag(help: ArgumentHelp("Refused: there is no script.", visibility: .hidden)) var sql = false

    /// - Throws: `ValidationError` that says what to do instead.
    func validate() throws {
        guard !sql else {
            throw ValidationError(
                "There is no script to print: steps go by what they find in the database. Look with --dry-run, or do it to a "
                    + "copy of the database, which --database names.")
        }
    }
}
