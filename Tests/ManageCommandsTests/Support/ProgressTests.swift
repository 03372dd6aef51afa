import Testing

@testable import ManageCommands

struct ProgressTests {
    @Test(
        arguments: [
            (0, "copying: 5 s"), (250_000, "copying: 250,000 of 1,000,000, 5 s, about 15 s left"),
            // What comes after the last row, as an index, takes its time too.
            (1_000_000, "copying: 1,000,000 of 1,000,000, 5 s, finishing"),
        ] as [(Int64, String)])
    func aLineTellsWhatIsDoneAndWhatIsLeft(done: Int64, line: String) {
        #expect(Progress.line("copying", done: done, total: 1_000_000, seconds: 5) == line)
    }
}
