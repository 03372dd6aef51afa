import SQLAccess
import TestEngines
import Testing
import Vocabulary

@testable import PithosBackend

/// The way back to Synnefo 0.14, with what was written since.
struct SchemaDowngradeTests {
    private func downgrade(_ database: any Database, to id: String) async throws {
        let upgrade = SchemaUpgrade(database)
        try await upgrade.downgrade(to: try await upgrade.planDowngrade(to: id).target)
    }

    @Test(arguments: TestEngine.available, [("3b62b3f1bf6c", 8), ("4c8ccdc58192", 7)])
    func thereAndBackIsWhatWasThere(engine: TestEngine, revision: (id: String, number: Int)) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: revision.number)
        let left: Set<String> = ["schema_migration", "config", "qh_serials"]
        func rows() async throws -> [String] {
            // The text of properties comes back with other spaces, and sizes that were mended stay so.
            try await SchemaDump(database, leavesOut: left).rows.filter {
                !$0.contains("plankton:properties") && !$0.contains("serial=5 ")
            }
        }
        let before = try await rows()
        try await SchemaUpgradeTests.upgrade(database)
        let ours = try await SchemaDump(database)
        #expect(try await !SchemaUpgrade(database).isBack(at: revision.id))
        try await downgrade(database, to: revision.id)
        #expect(try await SchemaUpgrade(database).isBack(at: String(revision.id.prefix(4))))
        #expect(
            try await SchemaUpgrade(database).survey().state == .original(OriginalRevision.all[revision.number - 1]))
        #expect(try await rows() == before)
        let properties: String? = try await database.read { tx in
            try tx.value("SELECT value FROM attributes WHERE key = 'plankton:properties'")
        }
        #expect(properties == #"{"ROOT_PARTITION":"1","os":"linux"}"#)
        let tables = try await database.read { try SchemaCatalog(tx: $0).tables() }
        #expect(Set(tables) == Set(OriginalTables.all.map(\.name)))
        try await SchemaUpgradeTests.upgrade(database)
        #expect(try await SchemaDump(database) == ours)
    }

    @Test(arguments: TestEngine.available)
    func theOriginalsServiceCouldWriteRightAway(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        try await SchemaUpgradeTests.upgrade(database)
        try await downgrade(database, to: "3b62")
        try await database.write { tx in
            try tx.run(
                """
                INSERT INTO versions (node, hash, size, type, source, mtime, muser, uuid, checksum, cluster)
                VALUES (3, 'ab', 1, 'text/plain', 4, 1373624020, 'alice', 'u3', '', 0)
                """)
        }
        try await SchemaUpgradeTests.upgrade(database)
        let available: Int? = try await database.read {
            try $0.value("SELECT available FROM versions WHERE hash = 'ab'")
        }
        #expect(available == 1)
    }

    @Test(arguments: TestEngine.available)
    func whatTheOriginalCannotHoldIsNamed(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        await #expect { try await downgrade(database, to: "3b62") } throws: { "\($0)".contains("is not ours") }
        try await SchemaUpgradeTests.upgrade(database)
        await #expect { try await downgrade(database, to: "54dbdde2d187") } throws: {
            "\($0)".contains("restore the backup")
        }
        let ours = try await SchemaDump(database)
        let long = String(repeating: "x", count: 250)
        try await database.write { tx in
            try tx.run("UPDATE attributes SET value = \(long) WHERE key = 'plankton:property:os'")
        }
        await #expect { try await downgrade(database, to: "3b62") } throws: { "\($0)".contains("alice/c/image") }
        try await database.write { tx in
            try tx.run("UPDATE attributes SET value = 'linux' WHERE key = 'plankton:property:os'")
            try tx.run("UPDATE versions SET mapfile = 'snf_file_1' WHERE serial = 4")
        }
        await #expect { try await downgrade(database, to: "3b62") } throws: { "\($0)".contains("1 versions") }
        try await database.write { tx in
            try tx.run("UPDATE versions SET mapfile = NULL")
            try tx.systemMetadata.insert(SystemMetadata([.manifestFacts: "ab cd 1000000"]), version: NodeVersion.ID(4))
        }
        await #expect { try await downgrade(database, to: "3b62") } throws: { "\($0)".contains("other objects") }
        try await database.write { tx in
            try tx.run("DELETE FROM system_metadata")
            try tx.accountsAhead.insert([UserID("alice")])
        }
        await #expect { try await downgrade(database, to: "3b62") } throws: { "\($0)".contains("stop it once") }
        try await database.write { try $0.run("DELETE FROM accounts_ahead") }
        #expect(try await SchemaDump(database) == ours)
    }

    @Test(arguments: TestEngine.available)
    func whatGetsLostIsCountedBefore(engine: TestEngine) async throws {
        let database = try await engine.fresh()
        try await OriginalSample.make(database, revision: 8)
        try await SchemaUpgradeTests.upgrade(database)
        let upgrade = SchemaUpgrade(database)
        #expect(try await upgrade.planDowngrade(to: "3b62").losses.lines == [])
        try await database.write { tx in
            let current = try tx.all("SELECT latest_version FROM nodes WHERE parent <> 0 ORDER BY node") {
                try $0.get(0, as: NodeVersion.ID.self)
            }
            let container = try #require(current.first)
            try tx.systemMetadata.insert(SystemMetadata([.readers: ".r:*", .writers: "bob"]), version: container)
            for version in current.dropFirst() {
                try tx.systemMetadata.insert(
                    SystemMetadata([.deleteAt: "9000000000", .longManifest: "c/long"]), version: version)
            }
            let path: String? = try tx.value("SELECT path FROM nodes WHERE latest_version = \(container)")
            let granted = try #require(path)
            // The sample's ids were given by hand, so that PostgreSQL's sequence does not know of them.
            try tx.run("INSERT INTO xfeatures (feature_id, path) VALUES (900, \(granted))")
            try tx.run("INSERT INTO xfeaturevals (feature_id, key, value) VALUES (900, 0, 'bob')")
        }
        let losses = try await upgrade.planDowngrade(to: "3b62").losses
        #expect(losses.expiries > 0 && losses.expiries == losses.longManifests)
        #expect(losses.accessLists == 1 && losses.containerGrants == 1 && losses.staticManifests == 0)
        #expect(losses.lines.count == 4)
        #expect(losses.lines.first?.hasPrefix("\(losses.expiries) objects lose the moment") == true)
        let grants =
            "SELECT COUNT(*) FROM xfeatures WHERE path IN (SELECT path FROM nodes WHERE parent IN "
            + "(SELECT node FROM nodes WHERE parent = 0 AND node <> 0))"
        try await downgrade(database, to: "3b62")
        let left: Int64? = try await database.read { try $0.value(SQL(verbatim: grants)) }
        #expect(left == 0)
    }
}
