import Testing

@testable import ManageCommands

/// What users write does not steer an operator's terminal.
struct TerminalTextTests {
    @Test(
        arguments: [
            ("web", "web"), ("Ελλάς 😀", "Ελλάς 😀"), ("\u{1B}[31mred\u{7}", "\\u001b[31mred\\u0007"),
            ("a\nstate : ACTIVE\r", "a\\u000astate : ACTIVE\\u000d"), ("\u{9B}2J\u{7F}", "\\u009b2J\\u007f"),
            ("\u{202E}cod.exe", "\\u202ecod.exe"), ("\u{2067}", "\\u2067"),
        ])
    func controlsAreShownNotObeyed(text: String, shown: String) {
        #expect(TerminalText.harmless(text) == shown)
    }

    @Test func tablesAndListsAreHarmlessAndDataIsAsItIs() {
        let document = OutputDocument(labels: ["name"], rows: [["\u{1B}[0m"]])
        #expect(!document.text(.pretty).contains("\u{1B}"))
        #expect(!document.vertical.contains("\u{1B}"))
        #expect(document.text(.csv).contains("\u{1B}"))
        #expect(document.text(.json).contains("\\u001b"))
    }

    /// As `metadata X-Object-Meta-…` of `file-show` is.
    @Test func labelsAreHarmlessToo() {
        let document = OutputDocument(
            labels: ["metadata \u{1B}[31m\r\nbytes", "bytes"], rows: [["x", "1"]])
        #expect(
            document.vertical == """
                metadata \\u001b[31m\\u000d\\u000abytes: x
                bytes                               : 1
                """)
        #expect(!document.text(.pretty).contains("\u{1B}"))
        #expect(document.text(.json).contains("\\u001b"))
    }

    @Test(
        arguments: [
            ("a\r\nb", "\"a\r\nb\""), ("a\nb", "\"a\nb\""), ("a\rb", "\"a\rb\""), ("\"\u{301}", "\"\"\"\u{301}\""),
            ("a,b", "\"a,b\""), ("plain", "plain"),
        ])
    func aCellOfCSVEndsWhereItShould(text: String, cell: String) {
        let document = OutputDocument(labels: ["name"], rows: [[text]], showsHeaders: false)
        #expect(Array(document.text(.csv).utf8) == Array(cell.utf8))
    }
}
