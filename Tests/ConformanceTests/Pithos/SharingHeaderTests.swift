import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// object-storage.md 2.13: what may stand in `X-Object-Sharing`.
struct SharingHeaderTests {
    private static let bob = PithosCloud.bob

    @Test(arguments: [
        ("read=\(bob)", "read=\(bob)"), ("read=\(bob);write=*", "read=\(bob); write=%2A"),
        ("read=*,\(bob)", "read=%2A"),
        ("", nil), ("\t", nil), ("~", nil),
    ])
    func whatIsWellFormedIsTaken(header: String, shown: String?) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "x", ["X-Object-Sharing": "write=\(Self.bob)"])
        #expect(try await cloud.send("POST", "c/o?update", ["X-Object-Sharing": header]).status == 202)
        let found = try await cloud.send("HEAD", "c/o").headers.first { $0.name.canonicalName == "x-object-sharing" }
        #expect(found?.value == shown)
    }

    @Test(arguments: [";", "read=\(bob);", ";read=\(bob)", "read=\(bob);;write=\(bob)", "peek=\(bob)", "read", "read="])
    func whatIsNotIsRefusedAndChangesNothing(header: String) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "x", ["X-Object-Sharing": "write=\(Self.bob)"])
        #expect(try await cloud.send("POST", "c/o?update", ["X-Object-Sharing": header]).status == 400)
        let found = try await cloud.send("HEAD", "c/o").headers.first { $0.name.canonicalName == "x-object-sharing" }
        #expect(found?.value == "write=\(Self.bob)")
    }
}
