import FoundationEssentials
import Glibc
import Settings
import Testing
import Vocabulary

/// One setting of each kind.
struct SampleSettings: SettingsGroup {
    static let title = "Sample"
    var name = "none"
    var count = 1
    var sizeBytes: Int64 = 5
    var ratio = 0.5
    var isOn = false
    var token = Secret("")
    var zone: String?
    var hosts: [String] = []
    var limits: [String: Int] = [:]

    static let declarations: [SettingDeclaration<Self>] = [
        .init("SAMPLE_NAME", \.name, "A name."),
        .init("SAMPLE_COUNT", \.count, unit: "pieces", "A count."),
        .init("SAMPLE_SIZE", \.sizeBytes, unit: "bytes", "A size."),
        .init("SAMPLE_RATIO", \.ratio, "A ratio."),
        .init("SAMPLE_ON", \.isOn, "On or off."),
        .init("SAMPLE_TOKEN", \.token, "A token."),
        .init("SAMPLE_ZONE", \.zone, "A zone, or none."),
        .init("SAMPLE_HOSTS", \.hosts, "Hosts."),
        .init("SAMPLE_LIMITS", \.limits, "Limits by name."),
    ]

    func validate() throws {
        if count < 0 { throw SettingsError("SAMPLE_COUNT should not be negative.") }
    }
}

struct SettingsSourceTests {
    private func load(_ text: String, environment: [String: String] = [:]) throws -> SampleSettings {
        try SettingsSource(text: text, environment: environment).load()
    }

    @Test func nothingSetIsTheDefault() throws {
        let settings = try SettingsSource(directory: nil).load(SampleSettings.self)
        #expect(settings.name == "none" && settings.count == 1 && settings.zone == nil)
    }

    @Test func everyKindIsReadFromAFile() throws {
        let settings = try load(
            """
            SAMPLE_NAME = "a\\"b"
            SAMPLE_COUNT = 1_000
            SAMPLE_SIZE = 0x10
            SAMPLE_RATIO = 2
            SAMPLE_ON = true
            SAMPLE_TOKEN = "secret"
            SAMPLE_ZONE = "east"
            SAMPLE_HOSTS = ["a", "b"]
            [SAMPLE_LIMITS]
            vm = 3
            "a.b" = 4
            """)
        #expect(settings.name == "a\"b")
        #expect(settings.count == 1000 && settings.sizeBytes == 16 && settings.ratio == 2 && settings.isOn)
        #expect(settings.token.exposed == "secret")
        #expect(settings.zone == "east" && settings.hosts == ["a", "b"] && settings.limits == ["vm": 3, "a.b": 4])
    }

    @Test func everyKindIsReadFromTheEnvironmentWhichWins() throws {
        let settings = try load(
            "SAMPLE_COUNT = 1\nSAMPLE_ZONE = \"east\"",
            environment: [
                "SYNNEFO_SAMPLE_NAME": "n", "SYNNEFO_SAMPLE_COUNT": "7", "SYNNEFO_SAMPLE_SIZE": "-8",
                "SYNNEFO_SAMPLE_RATIO": "0.25", "SYNNEFO_SAMPLE_ON": "Yes", "SYNNEFO_SAMPLE_TOKEN": "t",
                "SYNNEFO_SAMPLE_ZONE": "", "SYNNEFO_SAMPLE_HOSTS": "a, b", "SYNNEFO_SAMPLE_LIMITS": "vm=3, x = 4",
            ])
        #expect(settings.name == "n" && settings.count == 7 && settings.sizeBytes == -8 && settings.ratio == 0.25)
        #expect(settings.isOn && settings.token.exposed == "t" && settings.zone == nil)
        #expect(settings.hosts == ["a", "b"] && settings.limits == ["vm": 3, "x": 4])
    }

    @Test(arguments: [
        ("SAMPLE_NAME = 5", "SAMPLE_NAME (settings.toml:1) should be text."),
        ("\nSAMPLE_COUNT = \"5\"", "SAMPLE_COUNT (settings.toml:2) should be a whole number."),
        ("SAMPLE_COUNT = 1.5", "SAMPLE_COUNT (settings.toml:1) should be a whole number."),
        ("SAMPLE_ON = 1", "SAMPLE_ON (settings.toml:1) should be true or false."),
        ("SAMPLE_HOSTS = [\"a\", 5]", "SAMPLE_HOSTS (settings.toml:1) should be a list of text."),
        ("# x\n\n[SAMPLE_LIMITS]\nvm = true", "SAMPLE_LIMITS (settings.toml:3) should be a table of whole number."),
        ("SAMPLE_COUNT = -1", "SAMPLE_COUNT should not be negative."),
    ])
    func aValueOfTheWrongKindIsToldWithItsPlace(text: String, complaint: String) {
        let error = #expect(throws: SettingsError.self) { try load(text) }
        #expect(error?.description == complaint)
    }

    @Test(arguments: [
        (#"["a@b"]"#, ["a@b"]), (#"[ "a", "b" ]"#, ["a", "b"]), ("['a', 'b']", ["a", "b"]), ("[]", []),
        ("a,b", ["a", "b"]), ("[a-z]+@x", ["[a-z]+@x"]), ("", []),
    ])
    func aListInTheEnvironmentMayBeWrittenAsInAFile(text: String, hosts: [String]) throws {
        #expect(try load("", environment: ["SYNNEFO_SAMPLE_HOSTS": text]).hosts == hosts)
    }

    @Test(arguments: ["{ vm = 3, x = 4 }", #"{"vm": 3, "x": 4}"#])
    func aTableInTheEnvironmentMayBeWrittenAsInAFile(text: String) throws {
        #expect(try load("", environment: ["SYNNEFO_SAMPLE_LIMITS": text]).limits == ["vm": 3, "x": 4])
    }

    @Test(arguments: [
        ("SYNNEFO_SAMPLE_HOSTS", #"["a"#), ("SYNNEFO_SAMPLE_HOSTS", #"["a", 5]"#), ("SYNNEFO_SAMPLE_LIMITS", "{vm}"),
    ])
    func whatIsHalfWrittenIsNoSingleItem(variable: String, text: String) {
        #expect(throws: SettingsError.self) { try load("", environment: [variable: text]) }
    }

    @Test func aVariableOfTheWrongKindIsToldByItsName() {
        let error = #expect(throws: SettingsError.self) {
            try load("", environment: ["SYNNEFO_SAMPLE_COUNT": "many"])
        }
        #expect(error?.description == "The variable SYNNEFO_SAMPLE_COUNT should be a whole number.")
    }

    @Test func whatIsNoTOMLIsToldWithItsLine() {
        let error = #expect(throws: SettingsError.self) { try load("SAMPLE_NAME = \"a\"\nSAMPLE_COUNT = = 5") }
        #expect(error?.description.hasPrefix("settings.toml line 2 is not TOML") == true)
    }

    @Test func filesAreReadInTheOrderOfTheirNames() throws {
        let directory = "/tmp/synnefo-settings-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        for (name, text) in [
            ("10-a.toml", "SAMPLE_NAME = \"ten\"\nSAMPLE_COUNT = 10"), ("99-local.toml", "SAMPLE_NAME = \"last\""),
            ("20-b.toml", "SAMPLE_NAME = \"twenty\""), ("zz.conf", "SAMPLE_NAME = \"no\""), (".hidden.toml", "x = ="),
        ] {
            try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(name)"))
        }
        let source = try SettingsSource(directory: directory, environment: ["SYNNEFO_SAMPLE_SIZE": "9"])
        let settings = try source.load(SampleSettings.self)
        #expect(settings.name == "last" && settings.count == 10)
        #expect(source.origin(of: "SAMPLE_NAME") == .file(path: "\(directory)/99-local.toml", line: 1))
        #expect(source.origin(of: "SAMPLE_COUNT") == .file(path: "\(directory)/10-a.toml", line: 2))
        #expect(source.origin(of: "SAMPLE_SIZE") == .environment(variable: "SYNNEFO_SAMPLE_SIZE"))
        #expect(source.origin(of: "SAMPLE_ON") == .standard)
    }

    @Test func aDirectoryThatIsNotThereIsAnError() {
        #expect(throws: SettingsError.self) { try SettingsSource(directory: "/nowhere/at/all") }
    }

    @Test func aDirectoryInTheFormOfAFileIsToldInWords() throws {
        let directory = "/tmp/synnefo-settings-\(getpid())-\(UInt64.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(
            atPath: directory + "/50.toml", withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: directory) }
        let error = #expect(throws: SettingsError.self) { try SettingsSource(directory: directory) }
        #expect(
            error?.description == "\(directory)/50.toml cannot be read: it is a directory and should be a file.")
    }

    @Test func theCaseOfLettersMakesNoOtherName() throws {
        let source = try SettingsSource(text: "sample_on = true")
        let unknown = source.unknownSettings(known: SampleSettings.declarations.map(\.name))
        #expect(unknown.map(\.nearest) == ["SAMPLE_ON"])
    }

    @Test func misspeltNamesAreReportedWithTheNearest() throws {
        let source = try SettingsSource(
            text: "SAMPLE_NMAE = 1\n\nUTTERLY_DIFFERENT = 2\nSAMPLE_ON = true",
            environment: ["SYNNEFO_SAMPLE_COUNTS": "1", "SYNNEFO_SETTINGS_DIR": "/x", "HOME": "/y"])
        let unknown = source.unknownSettings(known: SampleSettings.declarations.map(\.name))
        #expect(
            unknown.map(\.description) == [
                "There is no setting SAMPLE_NMAE (settings.toml:1). Did you mean SAMPLE_NAME?",
                "There is no setting UTTERLY_DIFFERENT (settings.toml:3).",
                "There is no setting SAMPLE_COUNTS (environment SYNNEFO_SAMPLE_COUNTS). Did you mean SAMPLE_COUNT?",
            ])
    }
}
