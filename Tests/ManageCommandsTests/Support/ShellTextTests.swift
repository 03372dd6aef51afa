import Testing

@testable import ManageCommands

struct ShellTextTests {
    @Test(arguments: [
        (".build/release/synnefo", ".build/release/synnefo"), ("/srv/Δεδομένα", "/srv/Δεδομένα"),
        ("/srv/my cloud", "'/srv/my cloud'"), ("it's", #"'it'\''s'"#), ("$HOME", "'$HOME'"), ("~x", "'~x'"), ("", "''"),
    ])
    func aWordIsQuotedWhereAShellWouldTakeItApart(text: String, word: String) {
        #expect(ShellText.quoted(text) == word)
    }
}
