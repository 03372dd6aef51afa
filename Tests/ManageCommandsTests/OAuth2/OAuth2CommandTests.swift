import ArgumentParser
import Astakos
import Testing
import Vocabulary

@testable import ManageCommands

/// identity.md 8.12.
struct OAuth2CommandTests {
    @Test func commandsHaveTheOriginalsNamesAndOptions() throws {
        let names = Set(ManageCommand.configuration.subcommands.compactMap { $0.configuration.commandName })
        #expect(names.isSuperset(of: ["oauth2-client-add", "oauth2-client-list", "oauth2-client-remove"]))
        let add = try OAuth2ClientAdd.parse(
            ["views", "--secret=S", "--is-trusted", "--url", "https://a.org/v", "--url=https://b.org/v"])
        #expect(add.identifier == "views" && add.secret == "S" && add.isTrusted && add.type == .confidential)
        #expect(add.urls == ["https://a.org/v", "https://b.org/v"])
        #expect(try OAuth2ClientAdd.parse(["x", "--type", "public", "--url=https://a.org"]).type == .public)
        #expect(try OAuth2ClientRemove.parse(["views"]).client == "views")
    }

    @Test(arguments: [
        (["views"], "--url"), (["views", "--type", "public", "--secret=S", "--url=https://a.org"], "--secret"),
        (["views", "--type", "secret", "--url=https://a.org"], "confidential"), (["--url=https://a.org"], "identifier"),
    ])
    func whatIsWrongIsSaid(arguments: [String], part: String) {
        let error = #expect(throws: (any Error).self) { try OAuth2ClientAdd.parse(arguments) }
        #expect(error.map { OAuth2ClientAdd.message(for: $0) }?.contains(part) == true)
    }

    @Test func theListHasTheOriginalsFields() {
        let columns = OAuth2ClientList.columns
        #expect(columns.filter(\.isDefault).map(\.label) == ["id", "identifier", "type", "is_trusted"])
        #expect(columns.map(\.label).last == "redirect_urls")
        let client = OAuthClient(
            id: .init(7), identifier: "views", kind: .confidential, isTrusted: true, created: .init(seconds: 0),
            redirectURLs: ["https://a.org/v", "https://b.org/v"])
        #expect(
            columns.map { $0.text(client) } == [
                "7", "views", "confidential", "True", "https://a.org/v,https://b.org/v",
            ])
    }
}
