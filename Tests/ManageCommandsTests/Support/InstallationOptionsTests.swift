import ArgumentParser
import FoundationEssentials
import Testing

@testable import ManageCommands

struct InstallationOptionsTests {
    @Test func aMistypedFolderDoesNotBecomeACloud() async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
        let options = try InstallationOptions.parse(["--data", folder])
        let error = await #expect(throws: CommandError.self) { try await options.open { _ in } }
        #expect(error?.description.contains(folder) == true && error?.description.contains("synnefo up") == true)
        #expect(!FileManager.default.fileExists(atPath: folder))
    }
}
