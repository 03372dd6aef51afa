import HTTPTypes
import SQLAccess
import Settings
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// Changes of objects, containers and accounts where the recordings say nothing.
struct UpdateRoutesTests {
    private static let data = ["Content-Type": "application/octet-stream"]

    private func patch(
        _ cloud: PithosCloud, _ range: String, _ body: String, _ more: [String: String] = [:]
    ) async throws -> Int {
        let headers = Self.data.merging(["Content-Range": range]) { $1 }.merging(more) { $1 }
        return try await cloud.send("POST", "c/o?update", headers, body: body).status
    }

    @Test func anOpenRangeStaysInsideTheTotalItNames() async throws {
        let cloud = try await PithosCloud(blockSize: 4096)
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "0123456789")
        #expect(try await patch(cloud, "bytes 8-/10", "abc") == 416)
        #expect(try await patch(cloud, "bytes 8-/10", "abc", ["Transfer-Encoding": "chunked"]) == 416)
        #expect(try await patch(cloud, "bytes 0-/11", "abc") == 416)
        #expect(try await cloud.send("GET", "c/o").text == "0123456789")
        #expect(try await patch(cloud, "bytes 8-/10", "ab") == 204)
        #expect(try await patch(cloud, "bytes 0-1/10", "xy") == 204)
        #expect(try await cloud.send("GET", "c/o").text == "xy234567ab")
    }

    @Test func moreMetadataThanIsKeptIsRefused() async throws {
        let cloud = try await PithosCloud()
        let many = Dictionary(uniqueKeysWithValues: (1...33).map { ("X-Object-Meta-K\($0)", "v") })
        _ = try await cloud.send("PUT", "c")
        #expect(try await cloud.put("c/o", "x", many).status == 400)
        #expect(try await cloud.send("GET", "c/o").status == 404)
        var fewer = many
        fewer["X-Object-Meta-K33"] = nil
        #expect(try await cloud.put("c/o", "x", fewer).status == 201)
        #expect(try await cloud.send("POST", "c/o?update", ["X-Object-Meta-K1": "w"]).status == 202)
        #expect(try await cloud.send("POST", "c/o?update", ["X-Object-Meta-New": "w"]).status == 400)
        let container = Dictionary(uniqueKeysWithValues: (1...33).map { ("X-Container-Meta-K\($0)", "v") })
        #expect(try await cloud.send("PUT", "d", container).status == 400)
        #expect(try await cloud.send("HEAD", "d").status == 404)
        #expect(try await cloud.send("POST", "c", container).status == 400)
        let account = Dictionary(uniqueKeysWithValues: (1...33).map { ("X-Account-Meta-K\($0)", "v") })
        #expect(
            try await cloud.send("POST", "/pithos/object-store/v1/\(PithosCloud.alice)", account).status == 400)
    }

    @Test func aBodyThatIsTooLongChangesNothing() async throws {
        var settings = PithosCloud.settings
        settings.bodyLimit = 10
        let cloud = try await PithosCloud(settings: settings)
        _ = try await cloud.send("PUT", "c", ["X-Container-Meta-A": "kept"])
        #expect(try await cloud.send("POST", "c", Self.data, body: "more than ten bytes").status == 400)
        let meta = try await cloud.send("HEAD", "c").headers.first { $0.name.canonicalName == "x-container-meta-a" }
        #expect(meta?.value == "kept")
    }

    /// Milliseconds in place of seconds, or a digit too many: still a moment, never a plain deletion.
    @Test(arguments: ["1700000000000", "99999999999999", "99999999999999999999999"])
    func aPurgeUpToAFarFutureStaysAPurge(until: String) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "old")
        try await cloud.put("c/o", "new")
        #expect(try await cloud.send("DELETE", "c?until=\(until)").status == 204)
        #expect(try await cloud.send("GET", "c/o").text == "new")
        #expect(try await cloud.send("GET", "c/o?version=list").json["versions"]?.arrayValue?.count == 1)
        #expect(try await cloud.send("DELETE", "c?until=12.5").status == 409)
    }

    @Test func aVersionIsANumber() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "x")
        for version in ["", "x", "1.5", "-1", "99999999999999999999"] {
            #expect(try await cloud.send("GET", "c/o?version=\(version)").status == 404)
            #expect(try await cloud.send("HEAD", "c/o?version=\(version)").status == 404)
        }
    }

    @Test func whoMayNotWriteIsToldBeforeTheHashmapIsRead() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let path = "/pithos/object-store/v1/\(PithosCloud.alice)/c/o?hashmap"
        let type = ["Content-Type": "text/plain"]
        #expect(try await cloud.send("PUT", path, type, body: "{", user: PithosCloud.bob).status == 403)
        #expect(try await cloud.send("PUT", path, type, body: "{").status == 400)
        #expect(try await cloud.send("PUT", "none/o?hashmap", type, body: "{").status == 404)
    }

    /// Each comparison is a look-up of its own; databases take no statement of any length.
    @Test func queriesHaveABound() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        func query(_ count: Int) -> String { (0..<count).map { "a\($0)=1" }.joined(separator: ",") }
        #expect(try await cloud.send("GET", "c?format=json&meta=" + query(64)).status == 200)
        for count in [65, 1100] {
            let reply = try await cloud.send("GET", "c?format=json&meta=" + query(count))
            #expect(reply.status == 400)
            #expect(reply.text.contains("meta"))
        }
        #expect(
            try await cloud.send("GET", "c?format=json&meta=" + query(1100).replacing("=1", with: "")).status == 200)
    }

    /// A header that nobody reads would make the container unreadable.
    @Test func theKeysOfAContainersObjectsFitInAHeader() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for object in 0..<10 {
            let keys = (0..<30).map { ("X-Object-Meta-Some-Rather-Long-Key-\(object)-\($0)", "v") }
            try await cloud.put("c/\(object)", "x", Dictionary(uniqueKeysWithValues: keys))
        }
        let keys = try #require(try await cloud.send("HEAD", "c")["X-Container-Object-Meta"])
        #expect(keys.utf8.count > 1900 && keys.utf8.count <= 2048)
        #expect(keys.split(separator: ",").allSatisfy { $0.hasPrefix("Some-Rather-Long-Key-") && $0.utf8.count > 23 })
    }

    /// A database of Synnefo 0.16 and later has them; their content is not here.
    @Test(arguments: TestEngine.available, [1, 0, -1])
    func snapshotsAreSeenMovedAndDescribedAndTheirContentIsNot(engine: TestEngine, available: Int) async throws {
        let cloud = try await PithosCloud(engine)
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/d/s", "content")
        try await cloud.put("c/d", "")
        try await cloud.database.write { tx in
            try tx.run(
                """
                UPDATE versions SET hash = 'archip:volume', mapfile = 'archip:volume', is_snapshot = TRUE,
                    available = \(available) WHERE size = 7
                """)
        }
        let head = try await cloud.send("HEAD", "c/d/s")
        #expect(head.headers[.contentLength] == "7" && head["Available"] == "\(available)")
        #expect(try await cloud.send("HEAD", "c/d")["Available"] == nil)
        let listed = try await cloud.send("GET", "c?format=json").json.arrayValue
        #expect(listed?.map { $0["available"] } == [nil, .int(Int64(available))])
        #expect(listed?.last?["bytes"] == 7)

        let data = ["Content-Type": "application/octet-stream", "Content-Range": "bytes */*"]
        let calls: [(String, String, [String: String])] = [
            ("GET", "c/d/s", [:]), ("GET", "c/d/s", ["Range": "bytes=0-1"]), ("GET", "c/d/s?hashmap", [:]),
            ("COPY", "c/d/s", ["Destination": "/c/copy"]), ("POST", "c/d/s?update", data),
            ("PUT", "c/d/s", ["Content-Type": "text/plain"]),
        ]
        for (method, path, headers) in calls {
            let status = method == "GET" && available == -1 ? 400 : 403
            let body = method == "GET" || method == "COPY" ? "" : "x"
            #expect(
                try await cloud.send(method, path, headers, body: body).status == status, "\(method) \(path) \(headers)"
            )
        }
        #expect(try await cloud.swift("GET", "c/d/s").status == 403)

        let described = ["X-Object-Meta-A": "1"]
        #expect(try await cloud.send("POST", "c/d/s?update", described, body: "x").status == 202)
        #expect(try await cloud.send("MOVE", "c/d?delimiter=/", ["Destination": "/c/e"]).status == 201)
        let moved = try await cloud.send("HEAD", "c/e/s")
        #expect(moved["X-Object-Meta-A"] == "1" && moved["Available"] == "\(available)")
        #expect(moved["X-Object-UUID"] == head["X-Object-UUID"])
        let kept: [String] = try await cloud.database.read { tx in
            try tx.all("SELECT hash, mapfile FROM versions WHERE size = 7 AND is_snapshot") {
                "\(try $0.get(0, as: String.self)) \(try $0.get(1, as: String.self))"
            }
        }
        #expect(Set(kept) == ["archip:volume archip:volume"])
        #expect(try await cloud.send("DELETE", "c/e/s").status == 204)
    }

    @Test func aRangeBeyondAllNumbersIsBeyondTheObject() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "content")
        for range in ["99999999999999999999999-", "0-99999999999999999999999", "-99999999999999999999999"] {
            #expect(try await cloud.send("GET", "c/o", ["Range": "bytes=\(range)"]).status == 416, "\(range)")
        }
    }

    @Test func aPageNeverEndsBetweenAnObjectAndTheFolderOfItsName() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        for name in ["a/", "a/x", "b/", "c"] { try await cloud.put("c/\(name)", "1") }
        for limit in 1...4 {
            var (names, marker): ([String], String?) = ([], "")
            while let after = marker {
                let page = try await cloud.send("GET", "c?delimiter=/&limit=\(limit)&marker=\(after)").text
                names += page.split(separator: "\n").map(String.init)
                marker = page.isEmpty ? nil : names.last
                try #require(names.count < 10)
            }
            #expect(names == ["a/", "a/", "b/", "c"], "\(limit)")
        }
    }
}
