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
}
