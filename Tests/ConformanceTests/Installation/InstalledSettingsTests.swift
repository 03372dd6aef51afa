import Testing
import Vocabulary

@testable import Installation

/// Where an installation's settings and data are looked for.
struct InstalledSettingsTests {
    private func message(dataPath: String?, environment: [String: String] = [:]) -> String? {
        do {
            _ = try InstalledSettings(dataPath: dataPath, settingsPath: nil, environment: environment)
            return nil
        } catch let fault as Fault where fault.kind == .badRequest {
            return fault.message
        } catch {
            return nil
        }
    }

    @Test func aDataFolderWithoutANameIsNotTheCurrentOne() throws {
        #expect(try #require(message(dataPath: "")).contains("SYNNEFO_DATA_DIR"))
        #expect(try #require(message(dataPath: nil, environment: ["SYNNEFO_DATA_DIR": ""])).contains("--data"))
    }

    @Test func whoMayNotWriteForTheWholeMachineKeepsDataAtHome() {
        #expect(InstalledSettings.homeDirectory(["HOME": "/home/ada"]) == "/home/ada/.local/share/synnefo")
        #expect(InstalledSettings.homeDirectory(["HOME": "/home/ada", "XDG_DATA_HOME": "/d"]) == "/d/synnefo")
        #expect(InstalledSettings.homeDirectory(["XDG_DATA_HOME": ""]) == nil)
    }

    @Test func aRelativeDataFolderIsMadeAbsolute() throws {
        let settings = try InstalledSettings(dataPath: "cloud", settingsPath: nil, environment: [:])
        #expect(settings.data.path.hasPrefix("/") && settings.data.path.hasSuffix("/cloud"))
    }
}
