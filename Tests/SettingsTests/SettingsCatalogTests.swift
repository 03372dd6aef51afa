import FoundationEssentials
import Glibc
import Settings
import Testing

struct SettingsCatalogTests {
    @Test func everySettingIsDeclaredOnceAndExplained() {
        let names = SettingsCatalog.all.names
        #expect(Set(names).count == names.count)
        #expect(
            names.allSatisfy { $0.utf8.allSatisfy { (65...90).contains($0) || (48...57).contains($0) || $0 == 95 } })
    }

    @Test func theListSaysWhatIsInForceAndWhereItCameFrom() throws {
        let source = try SettingsSource(
            text: "LISTEN_PORT = 9000\nSECRET_KEY = \"hush\"", environment: ["SYNNEFO_LOG_LEVEL": "debug"])
        let rows = try SettingsCatalog.all.list(source)
        #expect(rows.count == SettingsCatalog.all.names.count)
        let row = { (name: String) in rows.first { $0.name == name } }
        #expect(row("LISTEN_PORT")?.value == "9000" && row("LISTEN_PORT")?.standard == "8080")
        #expect(row("LISTEN_PORT")?.origin == .file(path: "settings.toml", line: 1))
        #expect(row("LOG_LEVEL")?.value == "\"debug\"")
        #expect(row("LOG_LEVEL")?.origin.description == "environment SYNNEFO_LOG_LEVEL")
        #expect(row("SECRET_KEY")?.value == "***")
        #expect(row("DATA_DIR")?.origin == .standard)
    }

    @Test(arguments: [
        ("postgresql://cloud:hu:s@h@db:5432/astakos", "postgresql://cloud:***@db:5432/astakos"),
        (
            "postgres://db/astakos?user=cloud&password=hush&sslmode=require",
            "postgres://db/astakos?user=cloud&password=***&sslmode=require"
        ),
        ("postgresql:///astakos?password=hush", "postgresql:///astakos?password=***"),
        ("postgresql://cloud@[::1]:5432/astakos", "postgresql://cloud@[::1]:5432/astakos"),
        ("sqlite:/var/lib/a:b@c.sqlite", "sqlite:/var/lib/a:b@c.sqlite"),
        ("postgresql://cloud:h?sh@db/astakos?a=b", "postgresql://cloud:***@db/astakos?a=b"),
        ("postgresql://db/astakos?pass%77ord=hush", "postgresql://db/astakos?pass%77ord=***"),
        ("host=db password=hush dbname=astakos", "host=db password=*** dbname=astakos"),
        ("host=db PASSWORD = 'hu sh' dbname=astakos", "host=db PASSWORD = *** dbname=astakos"),
        ("dbname=astakos sslpassword='never closed", "dbname=astakos sslpassword=***"),
    ])
    func passwordsOfDatabasesAreNotShown(address: String, shown: String) throws {
        for name in ["ASTAKOS_DATABASE", "PITHOS_BACKEND_DB_CONNECTION", "CYCLADES_DATABASE"] {
            let source = try SettingsSource(text: "\(name) = \"\(address)\"")
            let row = try SettingsCatalog.all.list(source).first { $0.name == name }
            #expect(row?.value == "\"\(shown)\"")
        }
    }

    @Test(arguments: [
        "LISTEN_PORT = 70000", "ASTAKOS_BASE_URL = \"cloud.example.org\"", "LOG_LEVEL = \"loud\"", "DRAIN_TIMEOUT = -1",
        "ASTAKOS_BASE_URL = \"http://h/a?b\"", "PITHOS_BASE_URL = \"http:///a\"", "CYCLADES_BASE_URL = \"http://h:x\"",
        "PITHOS_SWIFT_BASE_URL = \"http://a b/\"",
    ])
    func settingsThatCannotBeAreRefusedByName(text: String) throws {
        let source = try SettingsSource(text: text)
        let error = #expect(throws: SettingsError.self) { try source.load(InstallationSettings.self) }
        #expect(error?.description.contains(String(text.prefix { $0 != " " })) == true)
    }

    @Test(arguments: [
        "PITHOS_BACKEND_STORAGE = \"s3\"", "PITHOS_BACKEND_OLD_STORAGE = \"nfs\"",
        "PITHOS_BACKEND_OLD_STORAGE = \"tape\"", "PITHOS_RADOS_TIMEOUT = 0",
        "PITHOS_BACKEND_BLOCK_SIZE = 134217728\nPITHOS_BACKEND_STORAGE = \"rados\"",
    ])
    func blockStoresThatCannotBeAreRefusedByName(text: String) throws {
        let source = try SettingsSource(text: text)
        let error = #expect(throws: SettingsError.self) { try source.load(PithosSettings.self) }
        #expect(error?.description.contains(String(text.prefix { $0 != " " })) == true)
    }

    @Test(arguments: ["http://h", "https://h:443/", "http://[::1]:8080/astakos", "http://h/a/b/"])
    func addressesOfComponentsHaveAHostAndAtMostAPortAndAPath(url: String) throws {
        let source = try SettingsSource(text: "ASTAKOS_BASE_URL = \"\(url)\"")
        #expect(try source.load(InstallationSettings.self).astakosBaseURL == url)
    }

    @Test(arguments: [
        "ASTAKOS_COMPONENTS_META = { astakos = \"notjson\" }", "ASTAKOS_COMPONENTS_META = { astakos = \"5\" }",
        "ASTAKOS_COOKIE_NAME = \"a b;c\"", "ASTAKOS_COOKIE_NAME = \"\"", "ASTAKOS_COOKIE_NAME = \"sessionid\"",
        "ASTAKOS_COOKIE_DOMAIN = \"a;b\"",
    ])
    func whatPagesCannotBeMadeOfIsRefusedByName(text: String) throws {
        let source = try SettingsSource(text: text)
        let error = #expect(throws: SettingsError.self) { try source.load(AstakosSettings.self) }
        #expect(error?.description.contains(String(text.prefix { $0 != " " })) == true)
    }

    @Test(arguments: [-1, 29, 40])
    func aPrefixThatLeavesNoNetworkIsRefused(length: Int) throws {
        let source = try SettingsSource(text: "MAX_CIDR_BLOCK = \(length)")
        let error = #expect(throws: SettingsError.self) { try source.load(CycladesSettings.self) }
        #expect(error?.description.contains("MAX_CIDR_BLOCK") == true)
    }

    @Test(arguments: ["zz", "", "aa:00", "aa:00:00", "aa:0g:0", "aa00:0"])
    func prefixesOfHardwareAddressesAreHexDigits(prefix: String) throws {
        let source = try SettingsSource(text: "DEFAULT_MAC_PREFIX = \"\(prefix)\"")
        let error = #expect(throws: SettingsError.self) { try source.load(CycladesSettings.self) }
        #expect(error?.description.contains("DEFAULT_MAC_PREFIX") == true)
    }

    @Test func coloursAreColours() throws {
        let source = try SettingsSource(text: "BRANDING_ACCENT_COLOUR = \"red\"")
        #expect(throws: SettingsError.self) { try source.load(WebSettings.self) }
    }

    /// Run the tests with WRITE_DOCS=1 to write the page anew.
    @Test func theReferencePageTellsWhatIsDeclared() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = root.appending(path: "docs/operators/settings.md")
        let reference = SettingsCatalog.all.reference()
        if getenv("WRITE_DOCS") != nil { try Data(reference.utf8).write(to: page) }
        let written = String(decoding: try Data(contentsOf: page), as: UTF8.self)
        #expect(written == reference, "docs/operators/settings.md is out of date: run the tests with WRITE_DOCS=1")
    }
}
