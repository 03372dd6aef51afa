import Testing

@testable import ManageCommands

struct OutputFileTests {
    @Test func whatIsInTheWayIsSaidInWords() {
        let error = #expect(throws: CommandError.self) { try OutputFile.write("x", to: "/nonexist/q.txt") }
        #expect(error?.description == "Cannot write '/nonexist/q.txt': No such file or directory.")
    }

    @Test func aFileIsReplaced() throws {
        let folder = try CloudFolder()
        let path = folder.path + "/quotas"
        for text in ["a longer text\n", "short\n"] { try OutputFile.write(text, to: path) }
        #expect(try InputFile.text(path) == "short\n")
    }
}
