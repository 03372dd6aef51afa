import Cyclades
import SQLAccess
import Settings
import TestEngines
import Testing
import VMBackends
import Vocabulary

/// What the VM API hands out, and how often.
struct ParameterServiceTests {
    private func key(_ cloud: Cloud) async throws -> String {
        _ = try await cloud.create()
        return try #require(await cloud.backend.orders.last?.parametersKey)
    }

    private func kind(_ body: () async throws -> Void) async -> Fault.Kind? {
        do {
            try await body()
            return nil
        } catch {
            return (error as? Fault)?.kind
        }
    }

    @Test(arguments: TestEngine.available)
    func theRecordSaysHowTheGuestIsMade(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        _ = try await cloud.services.keys.create(name: "laptop", content: "ssh-ed25519 AAAA me", owner: Cloud.ann)
        var draft = cloud.draft()
        draft.keyNames = ["laptop"]
        let file: JSONValue = ["path": "/a", "contents": "aGk=", "owner": "root", "mode": 416]
        draft.personality = try Personality([file], limits: PersonalityLimits(filesMax: 1, sizeMaxBytes: 100))
        let created = try await cloud.services.servers.create(draft)
        let key = try #require(await cloud.backend.orders.last?.parametersKey)
        let record = try await cloud.services.parameters.fetch(key)
        #expect(record["img_id"] == "pithos://ann/images/debian.img")
        #expect(record["img_format"] == "diskdump")
        #expect(record["img_passwd"] == .string(created.adminPassword))
        #expect(try JSONValue(parsing: try record.string("img_personality")) == .array([file]))
        #expect(try JSONValue(parsing: try record.string("img_properties")) == ["OSFAMILY": "linux"])
        #expect(record["auth_keys"] == "ssh-ed25519 AAAA me")
    }

    @Test(arguments: TestEngine.available)
    func ofManyWhoFetchAtOnceOneGetsIt(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let key = try await key(cloud)
        let wins = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<12 {
                group.addTask { (try? await cloud.services.parameters.fetch(key)) != nil }
            }
            return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        #expect(wins == 1)
        #expect(await kind { _ = try await cloud.services.parameters.fetch(key) } == .itemNotFound)
        #expect(await kind { _ = try await cloud.services.parameters.fetch(UUIDText.random()) } == .itemNotFound)
    }

    @Test
    func whereTheSettingSaysSoTheyStay() async throws {
        var settings = CycladesSettings()
        settings.resetsParameters = false
        let cloud = try await Cloud(.sqlite, settings: settings)
        let key = try await key(cloud)
        #expect(try await cloud.services.parameters.fetch(key) == cloud.services.parameters.fetch(key))
    }

    @Test(arguments: ["success", "error", "canceled"])
    func theyGoWhenTheMakingHasEnded(status: String) async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        #expect(await cloud.report("OP_INSTANCE_CREATE", "running", on: server.id) == .ack)
        #expect(try await cloud.count("server_parameters") == 1)
        #expect(await cloud.report("OP_INSTANCE_CREATE", status, on: server.id) == .ack)
        #expect(try await cloud.count("server_parameters") == 0)
    }

    @Test
    func theyGoWithTheServer() async throws {
        let cloud = try await Cloud(.sqlite)
        let server = try await cloud.create()
        #expect(await cloud.report("OP_INSTANCE_REMOVE", "success", on: server.id) == .ack)
        #expect(try await cloud.count("server_parameters") == 0)
    }

    @Test(arguments: TestEngine.available)
    func nothingInTheDatabaseIsReadable(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let created = try await cloud.services.servers.create(cloud.draft())
        let key = try #require(await cloud.backend.orders.last?.parametersKey)
        let (sealed, digest) = try await cloud.database.read { tx in
            let row = try #require(try tx.first("SELECT sealed, key_digest FROM server_parameters"))
            return (try row.get(0, as: [UInt8].self), try row.get(1, as: [UInt8].self))
        }
        #expect(!contains(sealed, created.adminPassword))
        #expect(!contains(sealed + digest, key))
    }

    private func contains(_ bytes: [UInt8], _ text: String) -> Bool {
        let text = Array(text.utf8)
        return bytes.indices.contains { bytes[$0...].starts(with: text) }
    }
}
