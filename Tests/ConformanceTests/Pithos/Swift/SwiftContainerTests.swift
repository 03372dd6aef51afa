import HTTPTypes
import PithosBackend
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.3: containers and their listings.
struct SwiftContainerTests {
    @Test func codesAndHeaders() async throws {
        let cloud = try await PithosCloud()
        #expect(try await cloud.swift("HEAD", "c").status == 404)
        #expect(try await cloud.swift("POST", "c").status == 404)
        #expect(try await cloud.swift("PUT", "c", ["X-Storage-Policy": "policy-0"]).status == 201)
        #expect(try await cloud.swift("PUT", "c").status == 202)
        #expect(try await cloud.swift("PUT", "d", ["X-Storage-Policy": "gold"]).status == 400)
        #expect(try await cloud.swift("GET", "c").status == 204)
        _ = try await cloud.swift("PUT", "c/o", body: "12345")
        let head = try await cloud.swift("HEAD", "c")
        #expect(head.status == 204)
        #expect(head["X-Container-Object-Count"] == "1")
        #expect(head["X-Container-Bytes-Used"] == "5")
        #expect(head["X-Storage-Policy"] == "Policy-0")
        #expect(head["Accept-Ranges"] == "bytes")
        #expect(head["Last-Modified"] != nil && head["X-Timestamp"] != nil)
        #expect(head["X-Container-Policy-Quota"] == nil)
        #expect(try await cloud.swift("DELETE", "c").status == 409)
        _ = try await cloud.swift("DELETE", "c/o")
        #expect(try await cloud.swift("DELETE", "c").status == 204)
        #expect(try await cloud.swift("DELETE", "c").status == 404)
        #expect(try await cloud.swift("PUT", String(repeating: "n", count: 257)).status == 400)
    }

    @Test func metadataIsMergedByPutAndPost() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c", ["X-Container-Meta-A": "1"])
        _ = try await cloud.swift("PUT", "c", ["X-Container-Meta-B": "2"])
        #expect(try await cloud.swift("POST", "c", ["X-Container-Meta-C": "3"]).status == 204)
        _ = try await cloud.swift("POST", "c", ["X-Remove-Container-Meta-A": "yes"])
        let head = try await cloud.swift("HEAD", "c")
        #expect(head["X-Container-Meta-A"] == nil)
        #expect(head["X-Container-Meta-B"] == "2")
        #expect(head["X-Container-Meta-C"] == "3")
        // The Pithos API replaces, and shows the same metadata.
        #expect(try await cloud.send("HEAD", "c")["X-Container-Meta-B"] == "2")
    }

    @Test func onlyChangesOfTheContainerItselfMoveItsTime() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        let made = try await cloud.swift("HEAD", "c")["X-Timestamp"]
        _ = try await cloud.swift("PUT", "c/o", body: "x")
        #expect(try await cloud.swift("HEAD", "c")["X-Timestamp"] == made)
        _ = try await cloud.swift("PUT", "c")
        #expect(try await cloud.swift("HEAD", "c")["X-Timestamp"] != made)
    }

    private static let names = ["a", "dir/", "dir/1", "dir/sub/2", "dir0", "z/1"]

    private func filled() async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        for name in Self.names { _ = try await cloud.swift("PUT", "c/\(name)", body: name) }
        return cloud
    }

    @Test(arguments: [
        ("", names),
        ("?delimiter=/", ["a", "dir/", "dir0", "z/"]),
        ("?delimiter=/&prefix=dir/", ["dir/", "dir/1", "dir/sub/"]),
        // Unlike Pithos', the prefix is taken as it is.
        ("?delimiter=/&prefix=dir", ["dir/", "dir0"]),
        ("?delimiter=/&marker=dir/", ["dir0", "z/"]),
        ("?delimiter=/&marker=dir/1", ["dir/", "dir0", "z/"]),
        ("?delimiter=/&limit=2", ["a", "dir/"]),
        ("?delimiter=/&reverse=true", ["z/", "dir0", "dir/", "a"]),
        ("?delimiter=/&reverse=true&marker=dir0&limit=1", ["dir/"]),
        ("?delimiter=/&reverse=true&marker=dir/", ["a"]),
        ("?end_marker=dir/sub", ["a", "dir/", "dir/1"]),
        ("?reverse=on&end_marker=dir/1", ["z/1", "dir0", "dir/sub/2"]),
        ("?reverse=on&marker=dir0%00&end_marker=dir/", ["dir0", "dir/sub/2", "dir/1"]),
        ("?marker=dir%00&end_marker=dir/1%00", ["dir/", "dir/1"]),
        ("?reverse=garbage&limit=1", ["a"]),
        ("?path=dir", ["dir/1"]),
        ("?path=dir/", ["dir/1"]),
        ("?path=", ["a", "dir/", "dir0"]),
        ("?path=dir/sub", ["dir/sub/2"]),
        ("?limit=0", []),
        ("?limit=x&prefix=z", ["z/1"]),
    ])
    func listingsAreSwifts(query: String, expected: [String]) async throws {
        let cloud = try await filled()
        let reply = try await cloud.swift("GET", "c\(query)")
        #expect(reply.text == expected.map { $0 + "\n" }.joined())
        #expect(reply.status == (expected.isEmpty ? 204 : 200))
        let json = try await cloud.swift("GET", "c\(query)\(query.isEmpty ? "?" : "&")format=json").json
        #expect(json.arrayValue?.compactMap { ($0["name"] ?? $0["subdir"])?.stringValue } == expected)
    }

    @Test func objectsAreListedInEveryForm() async throws {
        let cloud = try await filled()
        let json = try await cloud.swift("GET", "c?format=json&prefix=dir/1")
        #expect(json["Content-Type"] == "application/json; charset=utf-8")
        let object = try #require(try json.json.arrayValue?.first?.objectValue)
        #expect(Set(object.keys) == ["name", "hash", "bytes", "content_type", "last_modified"])
        #expect(object["hash"] == "98abb5cd3d48c62cb2ea5b1bb3b4d7bb" || object["hash"]?.stringValue?.count == 32)
        #expect(object["bytes"] == 5)
        let xml = try await cloud.swift("GET", "c?format=xml&delimiter=/")
        #expect(xml["Content-Type"] == "application/xml; charset=utf-8")
        #expect(xml.text.contains("<container name=\"c\"><object><name>a</name><hash>"))
        #expect(xml.text.contains("<subdir name=\"dir/\"><name>dir/</name></subdir>"))
        #expect(try await cloud.swift("GET", "c?limit=10001").status == 412)
    }

    /// object-storage.md 10.2: an object that came as a hashmap gets its MD5 when somebody needs it, and keeps it.
    @Test func aHashmapsMD5IsComputedOnceItIsNeeded() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        _ = try await cloud.send("POST", "c?update", ["Content-Type": "application/octet-stream"], body: "alpha")
        let hash = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"
        for name in ["listed", "read", "both"] {
            let hashmap = "{\"hashes\": [\"\(hash)\"], \"bytes\": 5}"
            _ = try await cloud.send("PUT", "c/\(name)?hashmap", ["Content-Type": "text/plain"], body: hashmap)
        }
        let md5 = "2c1743a391305fbf367df8e4f069f9f9"
        #expect(try await cloud.send("HEAD", "c/read").headers[.eTag] == "")
        #expect(try await cloud.swift("HEAD", "c/read").headers[.eTag] == md5)
        #expect(try await cloud.swift("GET", "c/both").headers[.eTag] == md5)
        let listed = try await cloud.swift("GET", "c?format=json").json.arrayValue ?? []
        #expect(listed.map { $0["hash"] } == Array(repeating: .string(md5), count: 3))
        #expect(try await cloud.send("HEAD", "c/listed").headers[.eTag] == md5)
    }

    /// Of one that is larger than what a listing reads it is computed meanwhile.
    @Test func aListingHasTheMD5OfAnyHashmapComputed() async throws {
        let blockSize = 256 << 10
        let cloud = try await PithosCloud(blockSize: Int64(blockSize))
        _ = try await cloud.send("PUT", "c")
        let body = String(repeating: "b", count: blockSize)
        let headers = ["Content-Type": "application/octet-stream"]
        let stored = try await cloud.send("POST", "c?update&format=json", headers, body: body)
        let hash = try #require(stored.json.arrayValue?.first?.stringValue)
        for (name, count) in [("long", (256 << 20) / blockSize + 1), ("short", 3)] {
            let hashes = Array(repeating: "\"\(hash)\"", count: count).joined(separator: ",")
            let hashmap = "{\"hashes\": [\(hashes)], \"bytes\": \(count * blockSize)}"
            #expect(try await cloud.send("PUT", "c/\(name)?hashmap", headers, body: hashmap).status == 201)
        }
        func lengths() async throws -> [Int?] {
            try await cloud.swift("GET", "c?format=json").json.arrayValue?.map { $0["hash"]?.stringValue?.count } ?? []
        }
        #expect(try await lengths() == [0, 32])
        let end = ContinuousClock.now + .seconds(60)
        while try await lengths() != [32, 32], ContinuousClock.now < end {
            try await Task.sleep(for: .milliseconds(50))
        }
        #expect(try await lengths() == [32, 32])
    }

    /// The others are listed with theirs.
    @Test func ofAnObjectThatIsDamagedAListingHasNoMD5() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        _ = try await cloud.send("POST", "c?update", ["Content-Type": "application/octet-stream"], body: "alpha")
        let hash = "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8"
        let hashmap = "{\"hashes\": [\"\(hash)\"], \"bytes\": 5}"
        _ = try await cloud.send("PUT", "c/damaged?hashmap", ["Content-Type": "text/plain"], body: hashmap)
        try await cloud.put("c/good", "x")
        try await cloud.blocks.remove(.block, [try #require(BlockHash(hex: hash))])
        let listed = try await cloud.swift("GET", "c?format=json").json.arrayValue ?? []
        #expect(listed.map { $0["hash"]?.stringValue?.count } == [0, 32])
    }
}
