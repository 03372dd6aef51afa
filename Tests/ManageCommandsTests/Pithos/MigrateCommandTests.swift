import ArgumentParser
import FoundationEssentials
import Testing

@testable import ManageCommands

/// `pithos-migrate` on a file.
struct MigrateCommandTests {
    @Test func whoOnlyLooksLeavesEveryByteOfTheDatabase() async throws {
        let folder = try CloudFolder()
        let path = folder.path + "/pithos.sqlite"
        let options = folder.options + ["--database", "sqlite:\(path)"]
        let initialize = try MigrateInitialize.parse(options)
        try await initialize.run()
        var bytes = try Data(contentsOf: URL(filePath: path))
        // As the original's: the versions for reading and writing say 1, a journal that is deleted, and not 2, WAL.
        (bytes[18], bytes[19]) = (1, 1)
        try bytes.write(to: URL(filePath: path))

        let current = try MigrateCurrent.parse(options)
        try await current.run()
        let upgrade = try MigrateUpgrade.parse(["head", "--dry-run"] + options)
        try await upgrade.run()
        #expect(try Data(contentsOf: URL(filePath: path)) == bytes)
        #expect(!folder.exists("pithos.sqlite-wal"))
    }
}
