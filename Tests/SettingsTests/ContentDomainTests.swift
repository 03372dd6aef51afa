import Settings
import Testing
import Vocabulary

/// object-storage.md 8.3.
struct ContentDomainTests {
    private func domain(_ text: String) throws -> ContentDomain? {
        let source = try SettingsSource(text: text)
        return try ContentDomain(try source.load(), try source.load(), try source.load())
    }

    @Test func withoutASettingThereIsNone() throws {
        #expect(try domain("") == nil)
    }

    @Test func itHasTheSchemeOfPithosAndLeadsHomeToAstakos() throws {
        let found = try #require(
            try domain(
                """
                PITHOS_UNSAFE_DOMAIN = "files.example.net:8443"
                PITHOS_BASE_URL = "https://cloud.example.org/pithos"
                ASTAKOS_BASE_URL = "https://accounts.example.org/astakos"
                """))
        #expect(found.origin.url == "https://files.example.net:8443")
        #expect(found.home.url == "https://accounts.example.org")
    }

    @Test(arguments: [
        ("http://x", "ASTAKOS"), ("http://x", "PITHOS"), ("http://x", "CYCLADES"), ("https://X:8443/a", "PITHOS"),
    ])
    func itsHostIsNoneOfThePages(url: String, component: String) throws {
        let error = #expect(throws: SettingsError.self) {
            try domain("PITHOS_UNSAFE_DOMAIN = \"x:1\"\n\(component)_BASE_URL = \"\(url)\"")
        }
        #expect(error?.description.contains("PITHOS_UNSAFE_DOMAIN") == true)
        #expect(error?.description.contains("\(component)_BASE_URL") == true)
    }

    @Test(arguments: [
        ("files.example.org", ".example.org", true), ("files.example.org:1", "Example.org", true),
        ("example.org", "example.org", true), ("files.example.net", ".example.org", false),
        ("badexample.org", "example.org", false),
    ])
    func noCookieOfThePagesReachesIt(host: String, cookieDomain: String, isRefused: Bool) throws {
        let text = "PITHOS_UNSAFE_DOMAIN = \"\(host)\"\nASTAKOS_COOKIE_DOMAIN = \"\(cookieDomain)\""
        guard isRefused else {
            #expect(try domain(text) != nil)
            return
        }
        let error = #expect(throws: SettingsError.self) { try domain(text) }
        #expect(error?.description.contains("ASTAKOS_COOKIE_DOMAIN") == true)
    }

    @Test(arguments: [
        "PITHOS_UNSAFE_DOMAIN = \"https://files.example.net\"", "PITHOS_UNSAFE_DOMAIN = \"files.example.net/a\"",
        "PITHOS_UNSAFE_DOMAIN = \"a@b\"", "PITHOS_UNSAFE_DOMAIN = \"a:x\"", "PITHOS_UNSAFE_DOMAIN = \":80\"",
        "PITHOS_UNSAFE_DOMAIN = \"a b\"", "PITHOS_UNSAFE_DOMAIN = \"a:70000\"",
        "PITHOS_OAUTH2_CLIENT_CREDENTIALS = [\"a\"]", "PITHOS_OAUTH2_CLIENT_CREDENTIALS = [\"a\", \"\"]",
        "PITHOS_OAUTH2_CLIENT_CREDENTIALS = [\"a\", \"b\", \"c\"]", "OAUTH2_TOKEN_EXPIRES = 0",
        "OAUTH2_TOKEN_EXPIRES = 3601",
    ])
    func whatCannotBeIsRefusedByName(text: String) throws {
        let source = try SettingsSource(text: text)
        let error = #expect(throws: SettingsError.self) {
            _ = try source.load(PithosSettings.self)
            _ = try source.load(AstakosSettings.self)
        }
        #expect(error?.description.contains(String(text.prefix { $0 != " " })) == true)
    }

    @Test func theSecretOfViewsIsNotShown() throws {
        let source = try SettingsSource(text: "PITHOS_OAUTH2_CLIENT_CREDENTIALS = [\"views\", \"hush\"]")
        let settings = try source.load(PithosSettings.self)
        #expect(settings.viewClient == "views" && settings.viewClientSecret == Secret("hush"))
        let row = try SettingsCatalog.all.list(source).first { $0.name == "PITHOS_OAUTH2_CLIENT_CREDENTIALS" }
        #expect(row?.value == "[***, ***]")
        #expect(PithosSettings().viewClient == "pithos-view" && PithosSettings().viewClientSecret == nil)
    }
}
