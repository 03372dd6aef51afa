import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Names that Swift's own comparison would take for each other, or cut elsewhere than at a slash. macOS sends the
/// second spelling of every accent.
struct ExactNamesTests {
    private static let composed = "%C3%A9"
    private static let decomposed = "e%CC%81"

    @Test(arguments: TestEngine.available)
    func twoSpellingsAreTwoObjects(engine: TestEngine) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/\(Self.composed)", "one")
        try await cloud.put("c/\(Self.decomposed)", "other")
        #expect(try await cloud.send("GET", "c/\(Self.composed)").text == "one")
        #expect(try await cloud.send("GET", "c/\(Self.decomposed)").text == "other")
        #expect(try await cloud.send("GET", "c").body.split(separator: UInt8(ascii: "\n")).count == 2)
        #expect(try await cloud.send("GET", "c?marker=\(Self.decomposed)").text == "\u{e9}\n")
    }

    @Test func anObjectIsRenamedToTheOtherSpelling() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/\(Self.decomposed)", "it")
        let moved = try await cloud.send(
            "MOVE", "c/\(Self.decomposed)", ["Destination": "/c/\(Self.composed)"])
        #expect(moved.status == 201)
        #expect(try await cloud.send("GET", "c/\(Self.decomposed)").status == 404)
        #expect(try await cloud.send("GET", "c/\(Self.composed)").text == "it")
    }

    @Test(arguments: TestEngine.available)
    func permissionsOfOneSpellingAreNotTheOthers(engine: TestEngine) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/\(Self.decomposed)", "mine", ["X-Object-Sharing": "read=somebody"])
        try await cloud.put("c/\(Self.composed)", "shared", ["X-Object-Sharing": "read=\(PithosCloud.bob)"])
        let path = "/pithos/object-store/v1/\(PithosCloud.alice)/c"
        #expect(try await cloud.send("GET", "\(path)/\(Self.composed)", user: PithosCloud.bob).text == "shared")
        #expect(try await cloud.send("GET", "\(path)/\(Self.decomposed)", user: PithosCloud.bob).status == 403)
        #expect(Array(try await cloud.send("GET", path, user: PithosCloud.bob).body) == Array("\u{e9}\n".utf8))
        let listed = try await cloud.send("GET", "c?format=json").json.arrayValue ?? []
        #expect(
            listed.compactMap { $0["x_object_sharing"]?.stringValue } == ["read=somebody", "read=\(PithosCloud.bob)"])
    }

    @Test func foldersOfBothSpellingsAreListed() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for name in [Self.composed, Self.decomposed] { try await cloud.put("c/\(name)/x", "") }
        let listed = try await cloud.send("GET", "c?delimiter=/")
        #expect(listed.body.split(separator: UInt8(ascii: "\n")).count == 2)
    }

    /// An accent after a slash, or a mark before one, makes one character of both.
    @Test(arguments: ["%CC%81x", "%D8%80/y", "a/%CC%81", "a%CC%81/"])
    func marksBesideASlashStayNames(name: String) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "%CC%81c")
        let path = "%CC%81c/\(name)"
        #expect(try await cloud.put(path, "content", ["X-Object-Public": "true"]).status == 201)
        #expect(try await cloud.send("GET", path).text == "content")
        #expect(try await cloud.send("COPY", path, ["Destination": "/%CC%81c/copy"]).status == 201)
        let link = try #require(
            try await cloud.send("HEAD", path).headers.first { $0.name.canonicalName == "x-object-public" }?.value)
        let local = try #require(link.split(separator: "example.org").last)
        #expect(try await cloud.send("GET", String(local), user: nil).text == "content")
        #expect(try await cloud.send("GET", "/pithos/object-store/v1/\(PithosCloud.alice)").text == "\u{301}c\n")
        #expect(try await cloud.send("DELETE", "%CC%81c?delimiter=/").status == 204)
        #expect(try await cloud.send("GET", "%CC%81c").status == 204)
    }

    /// 1024 characters are allowed; those of PostgreSQL's index are counted in bytes.
    @Test(arguments: TestEngine.available)
    func aNameThatIsTooLongForTheDatabaseIsRefused(engine: TestEngine) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c")
        var state: UInt32 = 1
        let scalars = (0..<1024).map { _ -> Unicode.Scalar in
            state = state &* 1_664_525 &+ 1_013_904_223
            return Unicode.Scalar(0x4E00 + (state >> 16) % 20_000) ?? "x"
        }
        let name = PercentEncoding.encode(String(String.UnicodeScalarView(scalars)))
        let reply = try await cloud.put("c/\(name)", "x")
        #expect(reply.status == (engine == .sqlite ? 201 : 400), "\(reply.text)")
        #expect(try await cloud.put("c/short", "x").status == 201)
    }
}
