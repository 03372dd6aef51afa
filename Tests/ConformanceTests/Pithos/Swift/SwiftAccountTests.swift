import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.1, 7.3: who may come in, what there is, accounts.
struct SwiftAccountTests {
    @Test(arguments: [
        ("UUID", "UUID", 200), ("a@example.org", "UUID", 200), ("a@example.org", "secret", 200),
        ("UUID:UUID", "UUID", 200), ("any:a@example.org", "secret", 200), ("AUTH_x:UUID", "UUID", 200),
        ("UUID", "wrong", 401), ("a@example.org", "wrong", 401), ("other", "UUID", 401), ("UUID", "", 401),
    ])
    func version1AuthenticationVerifiesUserAndKey(user: String, key: String, status: Int) async throws {
        let cloud = try await PithosCloud()
        func filled(_ text: String) -> String { text.replacing("UUID", with: PithosCloud.alice) }
        let reply = try await cloud.swift(
            "GET", "/pithos/swift/auth/v1.0", ["X-Auth-User": filled(user), "X-Auth-Key": filled(key)], user: nil)
        #expect(reply.status == status)
        guard status == 200 else { return }
        #expect(reply["X-Storage-Url"] == "http://store.example.org/pithos/swift/v1/AUTH_\(PithosCloud.alice)")
        #expect(reply["X-Auth-Token"] == PithosCloud.alice)
        #expect(reply["X-Storage-Token"] == PithosCloud.alice)
        #expect(reply.body.isEmpty)
    }

    @Test(arguments: ["/pithos/swift/info", "/info"])
    func whatThereIsNeedsNoToken(path: String) async throws {
        let cloud = try await PithosCloud()
        let info = try await cloud.swift("GET", path, user: nil)
        #expect(info.status == 200)
        let core = try info.json.object("swift")
        #expect(core["container_listing_limit"] == 10_000)
        #expect(core["max_meta_value_length"] == 256)
        #expect(core["policies"] == [["name": "Policy-0", "aliases": "Policy-0", "default": true]])
        #expect(try info.json.object("slo")["min_segment_size"] == 1)
    }

    @Test func anAccountCountsWhatItHolds() async throws {
        let cloud = try await PithosCloud()
        for container in ["a", "b"] { _ = try await cloud.swift("PUT", container) }
        _ = try await cloud.swift("PUT", "a/1", body: "12345")
        _ = try await cloud.swift("PUT", "b/2", body: "678")
        let head = try await cloud.swift("HEAD")
        #expect(head.status == 204)
        for prefix in ["X-Account-", "X-Account-Storage-Policy-Policy-0-"] {
            #expect(head[prefix + "Container-Count"] == "2")
            #expect(head[prefix + "Object-Count"] == "2")
            #expect(head[prefix + "Bytes-Used"] == "8")
        }
        #expect(head["Accept-Ranges"] == "bytes")
        #expect(head["X-Timestamp"]?.wholeMatch(of: /\d{10}\.\d{5}/) != nil)
        #expect(head["X-Trans-Id"]?.wholeMatch(of: /tx[0-9a-f]{21}-[0-9a-f]{10}/) != nil)
        #expect(head["X-Trans-Id"] == head["X-Openstack-Request-Id"])
        #expect(head["Cache-Control"] == nil)
    }

    @Test func containersAreListedInEveryForm() async throws {
        let cloud = try await PithosCloud()
        #expect(try await cloud.swift("GET").status == 204)
        let empty = try await cloud.swift("GET", "?format=json")
        #expect(empty.status == 200 && empty.text == "[]")
        for name in ["a1", "a2", "b-x", "b-y", "c"] { _ = try await cloud.swift("PUT", name) }
        _ = try await cloud.swift("PUT", "a1/o", body: "xyz")
        #expect(try await cloud.swift("GET").text == "a1\na2\nb-x\nb-y\nc\n")
        #expect(try await cloud.swift("GET", "?prefix=a").text == "a1\na2\n")
        #expect(try await cloud.swift("GET", "?marker=a1&end_marker=c&limit=2").text == "a2\nb-x\n")
        #expect(try await cloud.swift("GET", "?reverse=on&marker=c&limit=2").text == "b-y\nb-x\n")
        #expect(try await cloud.swift("GET", "?delimiter=-").text == "a1\na2\nb-\nc\n")
        #expect(try await cloud.swift("GET", "?delimiter=-&marker=b-").text == "c\n")
        #expect(try await cloud.swift("GET", "?limit=10001").status == 412)
        let json = try await cloud.swift("GET", "?format=json&limit=1")
        #expect(json["Content-Type"] == "application/json; charset=utf-8")
        let first = try #require(try json.json.arrayValue?.first)
        #expect(first["name"] == "a1" && first["count"] == 1 && first["bytes"] == 3)
        #expect(first["last_modified"]?.stringValue?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}/) != nil)
        let xml = try await cloud.swift("GET", "", ["Accept": "text/html;q=0.9, application/xml"])
        #expect(xml.text.contains("<account name=\"AUTH_\(PithosCloud.alice)\">"))
        #expect(xml.text.contains("<name>a1</name><count>1</count><bytes>3</bytes>"))
        #expect(try await cloud.swift("GET", "", ["Accept": "image/png"]).status == 406)
    }

    @Test func metadataIsMergedAndRemoved() async throws {
        let cloud = try await PithosCloud()
        #expect(
            try await cloud.swift("POST", "", ["X-Account-Meta-A": "1", "X-Account-Meta-B": "zwei ü"]).status == 204)
        #expect(try await cloud.swift("POST", "", ["X-Account-Meta-C": "3"]).status == 204)
        var head = try await cloud.swift("HEAD")
        #expect(head["X-Account-Meta-A"] == "1" && head["X-Account-Meta-C"] == "3")
        #expect(head["X-Account-Meta-B"] == "zwei ü")
        _ = try await cloud.swift("POST", "", ["X-Account-Meta-A": "", "X-Remove-Account-Meta-B": "x"])
        head = try await cloud.swift("HEAD")
        #expect(head["X-Account-Meta-A"] == nil && head["X-Account-Meta-B"] == nil)
        #expect(head["X-Account-Meta-C"] == "3")
    }

    @Test func metadataIsBoundedAllTogether() async throws {
        let cloud = try await PithosCloud()
        func post(_ range: Range<Int>, _ value: String = "v") async throws -> Int {
            let headers = Dictionary(uniqueKeysWithValues: range.map { ("X-Account-Meta-K\($0)", value) })
            return try await cloud.swift("POST", "", headers).status
        }
        #expect(try await post(0..<91) == 400)
        #expect(try await post(0..<90) == 204)
        #expect(try await post(90..<91) == 400)
        let long = String(repeating: "x", count: 256)
        #expect(try await post(0..<17, long) == 400)
        #expect(try await cloud.swift("POST", "", ["X-Account-Meta-L": long + "x"]).status == 400)
        #expect(
            try await cloud.swift("POST", "", ["X-Account-Meta-" + String(repeating: "n", count: 112): "x"]).status
                == 400)
        #expect(try await cloud.swift("POST", "", ["X-Account-Meta-": "x"]).status == 400)
    }

    @Test func strangersAreRefused() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        for path in ["", "c", "c/o"] {
            for method in ["GET", "HEAD", "POST", "DELETE"] where !(path.isEmpty && method == "DELETE") {
                #expect(try await cloud.swift(method, path, user: PithosCloud.bob).status == 403, "\(method) \(path)")
                let anonymous = try await cloud.swift(method, path, user: nil)
                #expect(anonymous.status == 401, "\(method) \(path)")
                #expect(anonymous["Www-Authenticate"] == "Swift realm=\"AUTH_\(PithosCloud.alice)\"")
            }
        }
        #expect(try await cloud.swift("GET", "", user: "nonsense").status == 401)
        #expect(try await cloud.swift("GET", "/pithos/swift/v1/AUTH_x").status == 403)
        let hostile = try await cloud.swift("GET", "/pithos/swift/v1/AUTH_x%22%0D%0AA:%20b", user: nil)
        #expect(hostile["Www-Authenticate"] == "Swift realm=\"AUTH_x%22%0D%0AA%3A%20b\"")
    }

    @Test func pathsThatNameNothingAreRefused() async throws {
        let cloud = try await PithosCloud()
        #expect(try await cloud.swift("GET", "/pithos/swift/v1").status == 412)
        #expect(try await cloud.swift("GET", "/pithos/swift/v1/").status == 412)
        #expect(try await cloud.swift("GET", "%FF%FE").status == 412)
        #expect(try await cloud.swift("GET", "a%00b").status == 412)
        #expect(try await cloud.swift("GET", "/pithos/swift/v1/AUTH_\(PithosCloud.alice)//o").status == 404)
        let wrong = try await cloud.swift("MOVE", "c/o")
        #expect(wrong.status == 405 && wrong["Allow"]?.contains("COPY") == true)
        #expect(wrong["X-Trans-Id"] != nil)
        #expect(try await cloud.swift("DELETE").status == 405)
        #expect(try await cloud.swift("GET", "/?format=json").status == 404)
        #expect(try await cloud.swift("GET", "/pithos/swift/v1/AUTH_\(PithosCloud.alice)/?format=json").text == "[]")
    }

    /// object-storage.md 10.2: the Pithos API takes the name that Swift's clients give an account.
    @Test func thePithosAPIKnowsTheAccountByBothNames() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "content")
        let account = "/pithos/object-store/v1/AUTH_\(PithosCloud.alice)"
        #expect(try await cloud.send("GET", account).text == "c\n")
        #expect(try await cloud.send("GET", account + "/c/o").text == "content")
        #expect(try await cloud.send("GET", "/pithos/object-store/v1/AUTH_other").status == 403)
    }
}
