import ArgumentParser
import FoundationEssentials
import PithosBackend
import SQLAccess
import SQLiteAccess
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

    /// A dry run looks at the backup that is named, as the upgrade would.
    @Test func aDryRunLooksAtTheBackup() async throws {
        let folder = try CloudFolder()
        let path = folder.path + "/pithos.sqlite"
        let options = folder.options + ["--database", "sqlite:\(path)", "--dry-run"]
        let database = try SQLiteDatabase(path: path)
        try await database.migrate(Array(PithosMigrations.all.prefix(8)))
        try await database.write { tx in
            try tx.run("INSERT INTO nodes (node, parent, latest_version, path) VALUES (1, 0, 1, 'alice')")
            try tx.run(
                """
                INSERT INTO versions (serial, node, size, type, mtime, muser, uuid, checksum, cluster)
                VALUES (1, 1, 0, '', 1373624012, 'alice', 'u', '', 0)
                """)
        }
        await database.close()
        let copy = folder.path + "/copy.sqlite"
        try FileManager.default.copyItem(atPath: path, toPath: copy)
        for arguments in [
            ["head"], ["head", "--backup", copy], ["head", "--no-backup", "--backup", "/does/not/exist"],
        ] {
            let upgrade = try MigrateUpgrade.parse(arguments + options)
            try await upgrade.run()
        }
        let upgrade = try MigrateUpgrade.parse(["head", "--backup", "/does/not/exist"] + options)
        await #expect(throws: SchemaUpgradeError.self) { try await upgrade.run() }
        let downgrade = try MigrateDowngrade.parse(["3b62b3f1bf6c", "--backup", "/does/not/exist"] + options)
        await #expect(throws: SchemaUpgradeError.self) { try await downgrade.run() }
    }

    /// object-storage.md 4.14: what operators of the original type.
    @Test func theOriginalsCommandsAreKnownOrRefusedWithReason() throws {
        let names = MigrateCommand.configuration.subcommands.compactMap { $0.configuration.commandName }
        #expect(
            Set(names).isSuperset(of: ["upgrade", "downgrade", "current", "history", "stamp", "branches", "initdb"]))
        for command in ["branches", "upgrade head", "downgrade -1", "downgrade base", "downgrade 3b62 --dry-run"] {
            _ = try MigrateCommand.parseAsRoot(command.split(separator: " ").map(String.init))
        }
        #expect(try MigrateDowngrade.parse(["-1"]).words == ["-1"])
        for command in ["downgrade", "downgrade 3b62 4c8c", "downgrade 3b62 --bakcup f", "upgrade head --bakcup f"] {
            #expect(throws: (any Error).self, "\(command)") {
                try MigrateCommand.parseAsRoot(command.split(separator: " ").map(String.init))
            }
        }
        for command in ["upgrade head --sql", "downgrade 3b62 --sql"] {
            #expect {
                try MigrateCommand.parseAsRoot(command.split(separator: " ").map(String.init))
            } throws: { MigrateCommand.fullMessage(for: $0).contains("Look with --dry-run") }
        }
    }
}
