import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.4: access lists of containers.
struct SwiftAccessTests {
    private static let bob = PithosCloud.bob

    private func cloud(_ headers: [String: String]) async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        #expect(try await cloud.swift("PUT", "c", headers).status == 201)
        _ = try await cloud.swift("PUT", "c/o", body: "content")
        return cloud
    }

    @Test(arguments: [bob, "AUTH_x:\(bob)", "*:\(bob)", "x, \(bob)", "*:*", "*"])
    func whoeverIsNamedReadsAndDoesNotWrite(list: String) async throws {
        let cloud = try await cloud(["X-Container-Read": list])
        #expect(try await cloud.swift("GET", "c/o", user: Self.bob).text == "content")
        #expect(try await cloud.swift("GET", "c", user: Self.bob).text == "o\n")
        let head = try await cloud.swift("HEAD", "c", user: Self.bob)
        #expect(head.status == 204 && head["X-Container-Object-Count"] == "1")
        #expect(head["X-Container-Read"] == nil)
        #expect(try await cloud.swift("GET", "c/none", user: Self.bob).status == 404)
        #expect(try await cloud.swift("PUT", "c/n", body: "x", user: Self.bob).status == 403)
        #expect(try await cloud.swift("DELETE", "c/o", user: Self.bob).status == 403)
        #expect(try await cloud.swift("POST", "c/o", user: Self.bob).status == 403)
        #expect(try await cloud.swift("GET", "c/o", user: nil).status == 401)
        // The Pithos API knows of it too: what is shared with bob shows up there.
        let account = "/pithos/object-store/v1/\(PithosCloud.alice)"
        #expect(
            try await cloud.send("GET", "/pithos/object-store/v1/?format=json", user: Self.bob).json.arrayValue?.count
                == 1)
        #expect(try await cloud.send("GET", account, user: Self.bob).text == "c\n")
        #expect(try await cloud.send("GET", account + "/c", user: Self.bob).text == "o\n")
        #expect(try await cloud.send("GET", account + "/c/o", user: Self.bob).text == "content")
    }

    @Test func writersWriteAndDelete() async throws {
        let cloud = try await cloud(["X-Container-Write": Self.bob])
        #expect(try await cloud.swift("PUT", "c/n", body: "new", user: Self.bob).status == 201)
        #expect(try await cloud.swift("POST", "c/o", ["X-Object-Meta-A": "1"], user: Self.bob).status == 202)
        #expect(try await cloud.swift("DELETE", "c/o", user: Self.bob).status == 204)
        #expect(try await cloud.swift("GET", "c").text == "n\n")
        #expect(try await cloud.swift("DELETE", "c", user: Self.bob).status == 403)
        #expect(try await cloud.swift("POST", "c", ["X-Container-Meta-A": "1"], user: Self.bob).status == 403)
        #expect(try await cloud.send("HEAD", "c/n")["X-Object-Modified-By"] == Self.bob)
        #expect(try await cloud.swift("POST", "c", ["X-Remove-Container-Write": "x"]).status == 204)
        #expect(try await cloud.swift("PUT", "c/n", body: "x", user: Self.bob).status == 403)
    }

    @Test func everyoneMayReadWhatIsOpen() async throws {
        let cloud = try await cloud(["X-Container-Read": ".r:*"])
        #expect(try await cloud.swift("GET", "c/o", user: nil).text == "content")
        #expect(try await cloud.swift("HEAD", "c/o", user: nil).status == 200)
        #expect(try await cloud.swift("GET", "c/o", user: Self.bob).text == "content")
        #expect(try await cloud.swift("GET", "c", user: nil).status == 401)
        #expect(try await cloud.swift("GET", "c", user: Self.bob).status == 403)
        #expect(try await cloud.swift("PUT", "c/o", body: "x", user: nil).status == 401)
        _ = try await cloud.swift("POST", "c", ["X-Container-Read": ".r:*,.rlistings"])
        #expect(try await cloud.swift("GET", "c", user: nil).text == "o\n")
        _ = try await cloud.swift("POST", "c", ["X-Container-Read": ""])
        #expect(try await cloud.swift("GET", "c/o", user: nil).status == 401)
        #expect(try await cloud.swift("HEAD", "c")["X-Container-Read"] == nil)
    }

    @Test(
        arguments: [
            (".r:*", nil, true), (".r:*", "http://any.org/x", true),
            (".r:example.org", "https://example.org/page", true),
            (".r:example.org", "https://www.example.org/page", false),
            (".r:.example.org", "https://www.example.org", true),
            (".r:*.example.org", "https://www.example.org:80/", true), (".r:example.org", nil, false),
            (".r:*,.r:-bad.org", "http://bad.org/", false), (".r:*, .r:-.bad.org", "http://www.bad.org/", false),
            (".r:-bad.org,.r:*", "http://bad.org/", true), (".r:*,.r:-bad.org", "http://user@good.org/", true),
        ] as [(String, String?, Bool)])
    func pagesAreJudgedOneByOne(list: String, referrer: String?, isAllowed: Bool) async throws {
        let cloud = try await cloud(["X-Container-Read": list])
        let headers = referrer.map { ["Referer": $0] } ?? [:]
        #expect(try await cloud.swift("GET", "c/o", headers, user: nil).status == (isAllowed ? 200 : 401))
    }

    @Test(arguments: [
        ("X-Container-Read", " .ref : *.a.org , .rlistings,  x : \(bob)", ".r:.a.org,.rlistings,x:\(bob)"),
        ("X-Container-Read", ".referrer:-*.bad.org", ".r:-.bad.org"), ("X-Container-Write", "a,,b", "a,b"),
    ])
    func listsReadBackAsTheyAreUnderstood(header: String, sent: String, shown: String) async throws {
        let cloud = try await cloud([header: sent])
        #expect(try await cloud.swift("HEAD", "c")[header] == shown)
        _ = try await cloud.swift("POST", "c", ["X-Container-Meta-A": "1"])
        #expect(try await cloud.swift("HEAD", "c")[header] == shown)
    }

    @Test(arguments: [
        ("X-Container-Read", ".r:"), ("X-Container-Read", ".x:*"), ("X-Container-Read", ".what"),
        ("X-Container-Read", ".r:*."), ("X-Container-Write", ".r:*"),
    ])
    func listsThatMakeNoSenseAreRefused(header: String, list: String) async throws {
        let cloud = try await PithosCloud()
        #expect(try await cloud.swift("PUT", "c", [header: list]).status == 400)
        #expect(try await cloud.swift("HEAD", "c").status == 404)
    }

    @Test func aDeletedContainersGrantsAreGone() async throws {
        let cloud = try await cloud(["X-Container-Read": Self.bob])
        _ = try await cloud.swift("DELETE", "c/o")
        _ = try await cloud.swift("DELETE", "c")
        _ = try await cloud.swift("PUT", "c")
        #expect(try await cloud.swift("GET", "c", user: Self.bob).status == 403)
    }

    @Test func copiesGoWhereOneMayWrite() async throws {
        let cloud = try await cloud(["X-Container-Read": Self.bob])
        let account = "/pithos/swift/v1/AUTH_\(Self.bob)"
        _ = try await cloud.swift("PUT", account + "/mine", user: Self.bob)
        let from = ["X-Copy-From": "c/o", "X-Copy-From-Account": "AUTH_\(PithosCloud.alice)"]
        #expect(try await cloud.swift("PUT", account + "/mine/o", from, user: Self.bob).status == 201)
        #expect(try await cloud.swift("GET", account + "/mine/o", user: Self.bob).text == "content")
        let to = ["Destination": "c/x", "Destination-Account": "AUTH_\(PithosCloud.alice)"]
        #expect(try await cloud.swift("COPY", account + "/mine/o", to, user: Self.bob).status == 403)
        _ = try await cloud.swift("POST", "c", ["X-Container-Write": Self.bob])
        #expect(try await cloud.swift("COPY", account + "/mine/o", to, user: Self.bob).status == 201)
    }

    /// Who may write in a container that is open could else read all of the account through a manifest put there.
    @Test func manifestsInAnOpenContainerShowNothingElse() async throws {
        let cloud = try await cloud(["X-Container-Read": ".r:*", "X-Container-Write": Self.bob])
        _ = try await cloud.swift("PUT", "private")
        _ = try await cloud.swift("PUT", "private/secret", body: "secret")
        let manifest = ["X-Object-Manifest": "private/s"]
        #expect(try await cloud.swift("PUT", "c/m", manifest, user: Self.bob).status == 201)
        #expect(try await cloud.swift("GET", "c/m", user: nil).status == 401)
        #expect(try await cloud.swift("HEAD", "c/m", user: nil).status == 401)
        #expect(try await cloud.swift("GET", "c/m", user: Self.bob).status == 403)
        #expect(try await cloud.swift("COPY", "c/m", ["Destination": "c/copy"], user: Self.bob).status == 403)
        #expect(try await cloud.swift("GET", "c/m").text == "secret")
        _ = try await cloud.swift("POST", "private", ["X-Container-Read": ".r:*"])
        #expect(try await cloud.swift("GET", "c/m", user: nil).text == "secret")
    }

    /// Who may write an object may not delete it, nor have it deleted.
    @Test func anExpiryIsForThoseWhoMayDelete() async throws {
        let cloud = try await cloud(["X-Container-Read": "x"])
        let writable = ["X-Object-Sharing": "write=\(Self.bob)"]
        #expect(try await cloud.send("POST", "c/o?update", writable).status == 202)
        let soon = ["X-Delete-After": "60"]
        #expect(try await cloud.swift("POST", "c/o", soon, user: Self.bob).status == 403)
        #expect(try await cloud.swift("PUT", "c/o", soon, body: "x", user: Self.bob).status == 403)
        _ = try await cloud.swift("PUT", "c/mortal", soon, body: "x")
        _ = try await cloud.send("POST", "c/mortal?update", ["X-Object-Sharing": "read=\(Self.bob)"])
        #expect(try await cloud.swift("COPY", "c/mortal", ["Destination": "c/o"], user: Self.bob).status == 403)
        #expect(try await cloud.swift("HEAD", "c/o")["X-Delete-At"] == nil)
        #expect(try await cloud.swift("PUT", "c/o", body: "written", user: Self.bob).status == 201)
        _ = try await cloud.swift("POST", "c", ["X-Container-Write": Self.bob])
        #expect(try await cloud.swift("POST", "c/o", soon, user: Self.bob).status == 202)
        #expect(try await cloud.swift("HEAD", "c/o")["X-Delete-At"] != nil)
    }
}
