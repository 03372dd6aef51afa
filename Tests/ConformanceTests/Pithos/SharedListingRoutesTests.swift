import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Who sees which accounts and containers, a page at a time.
struct SharedListingRoutesTests {
    private static let account = "/pithos/object-store/v1/\(PithosCloud.alice)"

    @Test(arguments: TestEngine.available)
    func pagesOfSharedContainersSkipTheOthers(engine: TestEngine) async throws {
        let cloud = try await PithosCloud(engine)
        for name in ["a", "a0", "b", "c", "d"] { _ = try await cloud.send("PUT", name) }
        try await cloud.put("b/o", "x", ["X-Object-Sharing": "read=*"])
        try await cloud.put("d/o", "x", ["X-Object-Sharing": "read=*"])
        try await cloud.put("c/o", "x", ["X-Object-Public": "true"])
        func listed(_ query: String) async throws -> String {
            try await cloud.send("GET", "\(Self.account)?\(query)").text
        }
        #expect(try await listed("shared") == "b\nd\n")
        #expect(try await listed("shared&limit=1") == "b\n")
        #expect(try await listed("shared&limit=1&marker=b") == "d\n")
        #expect(try await listed("public&limit=1") == "c\n")
        #expect(try await listed("public&shared&limit=2") == "b\nc\n")
        #expect(try await listed("limit=2&marker=a") == "a0\nb\n")
    }

    @Test func containersCountWhatTheyHold() async throws {
        let cloud = try await PithosCloud()
        for name in ["a", "b"] { _ = try await cloud.send("PUT", name) }
        try await cloud.put("b/o", "12345")
        let listed = try await cloud.send("GET", "\(Self.account)?format=json").json.arrayValue ?? []
        #expect(listed.map { $0["count"] } == [.int(0), .int(1)])
        #expect(listed.map { $0["bytes"] } == [.int(0), .int(5)])
        let count = try await cloud.send("HEAD", Self.account).headers.first {
            $0.name.canonicalName == "x-account-container-count"
        }
        #expect(count?.value == "2")
    }

    @Test func whatIsPublicIsListedForTheOwnerAlone() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "x", ["X-Object-Public": "true", "X-Object-Sharing": "read=*"])
        #expect(try await cloud.send("GET", Self.account, user: PithosCloud.bob).text == "c\n")
        #expect(try await cloud.send("GET", "\(Self.account)?public", user: PithosCloud.bob).status == 403)
        #expect(try await cloud.send("GET", "\(Self.account)/c?public", user: PithosCloud.bob).status == 403)
    }

    @Test func belowASharedFolderOneMayListByPrefix() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let folder = [
            "Content-Type": "application/directory; charset=UTF-8", "X-Object-Sharing": "read=\(PithosCloud.bob)",
        ]
        try await cloud.put("c/d", "", folder)
        for name in ["d/a/x", "d/b", "e"] { try await cloud.put("c/\(name)", "") }
        try await cloud.put("c/d/a/secret", "", ["X-Object-Sharing": "read=nobody"])
        func listed(_ query: String) async throws -> TestReply {
            try await cloud.send("GET", "\(Self.account)/c?\(query)", user: PithosCloud.bob)
        }
        #expect(try await listed("").text == "d\nd/a/x\nd/b\n")
        #expect(try await listed("prefix=d/a&delimiter=/").text == "d/a/x\n")
        #expect(try await listed("path=d").text == "d/b\n")
        #expect(try await listed("prefix=e").status == 403)
        #expect(try await cloud.send("GET", "\(Self.account)/c/d/a/secret", user: PithosCloud.bob).status == 403)
    }

    /// Whether by permissions of the object or by a list of the container.
    @Test func aGuestIsToldWhatHeMay() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "1")
        for (lists, level) in [
            (["X-Container-Read": PithosCloud.bob], "read"), (["X-Container-Write": PithosCloud.bob], "write"),
        ] {
            _ = try await cloud.swift("POST", "c", lists)
            let head = try await cloud.send("HEAD", "c/o", user: PithosCloud.bob)
            #expect(head.status == 200 && head["X-Object-Allowed-To"] == level)
        }
        #expect(try await cloud.send("HEAD", "c/o")["X-Object-Allowed-To"] == nil)
    }

    /// Those who are not logged in read the public ones of a manifest's members, and must not take none for an empty object.
    @Test func aPublicManifestOfWhatIsNotPublicLeadsNowhere() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for name in ["s/1", "s/2"] { try await cloud.put("c/\(name)", name) }
        try await cloud.put("c/m", "", ["X-Object-Manifest": "c/s/", "X-Object-Public": "true"])
        let link = try #require(try await cloud.send("HEAD", "c/m")["X-Object-Public"])
        let path = String(link.drop { $0 != "/" }.dropFirst(2).drop { $0 != "/" })
        #expect(try await cloud.send("GET", path, user: nil).status == 404)
        for name in ["s/1", "s/2"] { _ = try await cloud.send("POST", "c/\(name)?update", ["X-Object-Public": "true"]) }
        let reply = try await cloud.send("GET", path, user: nil)
        #expect(reply.text == "s/1s/2")
    }
}
