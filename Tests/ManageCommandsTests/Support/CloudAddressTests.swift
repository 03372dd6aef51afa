import ArgumentParser
import Installation
import Settings
import Testing

@testable import ManageCommands

/// Commands print the addresses of the cloud that runs, wherever it was told to listen.
struct CloudAddressTests {
    private func settings(_ folder: CloudFolder) throws -> InstalledSettings {
        try InstallationOptions.parse(folder.options).settingsOfCloud(environment: [:])
    }

    @Test func addressesAreThoseOfTheCloudThatRuns() throws {
        let folder = try CloudFolder()
        #expect(try settings(folder).baseURL(of: "pithos") == "http://127.0.0.1:8080/pithos")
        try ListenAddress("127.0.0.1:47881").save(to: DataDirectory(path: folder.path))
        for component in ["astakos", "cyclades", "pithos"] {
            #expect(try settings(folder).baseURL(of: component) == "http://127.0.0.1:47881/\(component)")
        }
        try ListenAddress("[::1]:47882").save(to: DataDirectory(path: folder.path))
        #expect(try settings(folder).baseURL(of: "pithos") == "http://[::1]:47882/pithos")
    }

    @Test func anAddressThatIsSetStays() throws {
        let folder = try CloudFolder(settings: #"PITHOS_BASE_URL = "https://cloud.example.org/pithos""#)
        try ListenAddress("0.0.0.0:47881").save(to: DataDirectory(path: folder.path))
        #expect(try settings(folder).baseURL(of: "pithos") == "https://cloud.example.org/pithos")
        #expect(try settings(folder).baseURL(of: "cyclades") == "http://127.0.0.1:47881/cyclades")
    }

    @Test func beforeTheFirstStartAddressesAreThoseItWillHave() throws {
        let folder = try CloudFolder(settings: "LISTEN_PORT = 9000")
        #expect(try settings(folder).baseURL(of: "astakos") == "http://127.0.0.1:9000/astakos")
    }

    /// `up` with another address asks the settings alone.
    @Test func whereACloudIsToListenIsNotWhereItListened() throws {
        let folder = try CloudFolder()
        try ListenAddress("127.0.0.1:47881").save(to: DataDirectory(path: folder.path))
        let options = try InstallationOptions.parse(folder.options)
        #expect(try options.settings(environment: [:]).installation.listenPort == 8080)
    }
}
