import Cyclades
import TestEngines
import Testing
import Vocabulary

struct KeyServiceTests {
    private static let rsa = """
        ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQDBmr1fqyYtnn0U4cjKSmFkNSbr9uyGcKnCmfxGAdvUAwzl4e4p8bMXPs1TWhn6PNjWQYqX9JLg\
        RfKtCDh0gnKTMIwkVxaZFIrEgo0lFqE4G8Mmmd7cLyzVMdVHPeGKtSdGAHYhL5j0xHeKsZXMB2pMp7XGYTJ0Ai0NSDXbgz7cZw== me@host
        """

    @Test(arguments: TestEngine.available)
    func keysAreKeptForTheirOwner(engine: TestEngine) async throws {
        let cloud = try await Cloud(engine)
        let keys = cloud.services.keys
        let key = try await keys.create(name: "laptop", content: Self.rsa, owner: Cloud.ann)
        #expect(key.fingerprint.split(separator: ":").count == 16)
        let junk = try await keys.create(name: "junk", content: "junk", owner: Cloud.ann)
        #expect(junk.fingerprint == "unknown fingerprint")
        #expect(try await keys.list(of: Cloud.ann).map(\.name) == ["laptop", "junk"])
        #expect(try await keys.list(of: Cloud.bob).isEmpty)
        let changed = try await keys.update(key.id, name: "desktop", content: "other", owner: Cloud.ann)
        #expect(changed.fingerprint == "unknown fingerprint")
        for attempt: @Sendable () async throws -> Void in [
            { _ = try await keys.find(key.id, owner: Cloud.bob) },
            { _ = try await keys.update(key.id, name: "x", content: nil, owner: Cloud.bob) },
            { try await keys.delete(key.id, owner: Cloud.bob) },
        ] {
            let fault = await #expect(throws: Fault.self) { try await attempt() }
            #expect(fault?.kind == .itemNotFound)
        }
        try await keys.delete(key.id, owner: Cloud.ann)
        #expect(try await keys.list(of: Cloud.ann).map(\.id) == [junk.id])
    }

    @Test
    func thereIsALimitThatRenamingDoesNotMeet() async throws {
        let cloud = try await Cloud(.sqlite)
        let keys = cloud.services.keys
        var last: PublicKey?
        for index in 1...10 { last = try await keys.create(name: "k\(index)", content: "c", owner: Cloud.ann) }
        let fault = await #expect(throws: Fault.self) {
            try await keys.create(name: "more", content: "c", owner: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
        let renamed = try await keys.update(try #require(last).id, name: "new", content: nil, owner: Cloud.ann)
        #expect(renamed.name == "new")
    }

    @Test
    func aServerTakesNoKeyWhoseNameLeavesAChoice() async throws {
        let cloud = try await Cloud(.sqlite)
        for content in ["ssh-ed25519 AAAA me", "ssh-ed25519 AAAA me", "ssh-ed25519 BBBB other"] {
            _ = try await cloud.services.keys.create(name: "laptop", content: content, owner: Cloud.ann)
        }
        var draft = cloud.draft()
        draft.keyNames = ["laptop"]
        let server = draft
        let fault = await #expect(throws: Fault.self) { try await cloud.services.servers.create(server) }
        #expect(fault?.kind == .badRequest)
        #expect(fault?.message == "key_name: there are 2 different public keys named 'laptop'.")
        try await cloud.services.keys.delete(PublicKey.ID(3), owner: Cloud.ann)
        _ = try await cloud.services.servers.create(server)
    }

    @Test(arguments: [
        ("", "c"), ("n", ""), (String(repeating: "n", count: 256), "c"), ("n\u{0}", "c"), ("n", "c\u{0}"),
    ])
    func aKeyNeedsNameAndContent(name: String, content: String) async throws {
        let cloud = try await Cloud(.sqlite)
        let fault = await #expect(throws: Fault.self) {
            try await cloud.services.keys.create(name: name, content: content, owner: Cloud.ann)
        }
        #expect(fault?.kind == .badRequest)
    }
}
