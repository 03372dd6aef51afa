import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// What somebody uploaded must not act where others are logged in (object-storage.md 8.3).
struct ContentPolicyTests {
    private func policy(_ type: String) async throws -> String? {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "<script>", ["Content-Type": type, "X-Object-Public": "true"])
        let link = try await cloud.send("HEAD", "c/o").headers.first { $0.name.canonicalName == "x-object-public" }
        let path = String(try #require(link?.value.split(separator: "example.org").last))
        let view = ["Cookie": "_pithos2_a=\(PithosCloud.alice)%7C\(PithosCloud.alice)"]
        let replies = [
            try await cloud.send("GET", "c/o"), try await cloud.send("GET", path, user: nil),
            try await cloud.send("GET", "/pithos/ui/view/\(PithosCloud.alice)/c/o", view, user: nil),
            try await cloud.swift("GET", "c/o"),
        ]
        #expect(replies.map(\.status) == [200, 200, 200, 200])
        let policies = Set(replies.map { $0.headers[.contentSecurityPolicy] })
        #expect(policies.count == 1)
        return replies[0].headers[.contentSecurityPolicy]
    }

    @Test(arguments: [
        "text/html", "TEXT/HTML", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/octet-stream", "x",
        // Browsers take one of a list, and may take what they do not know for something else.
        "image/png, text/html", "image/png,text/html", "image/svg+xml,", "text/plain;,text/html",
        "text/plain; charset=utf-8, text/html", "text/plain; a=\",text/html\"", "image/png text/html",
        "image/x-unknown", "video/x-unknown", "audio/x", "text/plain;charset=\"x\"", "image/png;x=y", "image/",
    ])
    func whatMayHoldScriptsIsInASandbox(type: String) async throws {
        #expect(try await policy(type) == "sandbox")
    }

    @Test(arguments: [
        "text/plain", "text/plain; charset=UTF-8", "text/plain;charset=iso-8859-7", "image/png", "IMAGE/JPEG",
        "application/pdf", "video/mp4", "audio/mpeg", "image/png ",
    ])
    func whatIsOnlyShownIsNot(type: String) async throws {
        #expect(try await policy(type) == nil)
    }
}
