import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.4: large objects, static and dynamic. Blocks have 4096 bytes here.
struct SwiftLargeObjectTests {
    private static let block = 4096
    private static let letters = ["a", "b", "c"]

    /// Segments of one length, and a last one of ten bytes.
    private func cloud(segmentBytes: Int) async throws -> PithosCloud {
        let cloud = try await PithosCloud(blockSize: Int64(Self.block))
        for container in ["c", "s"] { _ = try await cloud.swift("PUT", container) }
        for letter in Self.letters {
            let count = letter == "c" ? 10 : segmentBytes
            _ = try await cloud.swift("PUT", "s/\(letter)", body: String(repeating: letter, count: count))
        }
        return cloud
    }

    private func whole(_ segmentBytes: Int) -> String {
        String(repeating: "a", count: segmentBytes) + String(repeating: "b", count: segmentBytes)
            + String(repeating: "c", count: 10)
    }

    private func putManifest(
        _ cloud: PithosCloud, _ entries: String, _ headers: [String: String] = [:], at path: String = "c/large"
    ) async throws -> TestReply {
        try await cloud.swift("PUT", "\(path)?multipart-manifest=put", headers, body: entries)
    }

    private static let all = #"[{"path": "/s/a"}, {"path": "s/b", "etag": null}, {"path": "/s/c", "size_bytes": 10}]"#

    @Test(arguments: [2 * block, 5000])
    func aManifestReadsAsOne(segmentBytes: Int) async throws {
        let cloud = try await cloud(segmentBytes: segmentBytes)
        let put = try await putManifest(cloud, Self.all, ["Content-Type": "x/y", "X-Object-Meta-A": "1"])
        #expect(put.status == 201)
        let whole = whole(segmentBytes)
        let get = try await cloud.swift("GET", "c/large")
        #expect(get.text == whole)
        #expect(get["ETag"] == put["ETag"])
        #expect(put["ETag"]?.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
        #expect(get["X-Static-Large-Object"] == "True")
        #expect(get["Content-Type"] == "x/y" && get["X-Object-Meta-A"] == "1")
        let head = try await cloud.swift("HEAD", "c/large")
        #expect(head["Content-Length"] == "\(whole.utf8.count)" && head["ETag"] == put["ETag"])
        let range = try await cloud.swift("GET", "c/large", ["Range": "bytes=\(segmentBytes - 2)-\(segmentBytes + 1)"])
        #expect(range.text == "aabb")
        // Every client of the store reads the same.
        #expect(try await cloud.send("GET", "c/large").text == whole)
        #expect(try await cloud.send("HEAD", "c/large").headers[.contentLength] == "\(whole.utf8.count)")
        let listed = try #require(try await cloud.swift("GET", "c?format=json").json.arrayValue?.first)
        #expect(listed["bytes"] == .int(Int64(whole.utf8.count)))
        #expect(listed["slo_etag"] == put["ETag"].map { .string($0) })
    }

    /// Where borders fall on blocks the object has its content itself.
    @Test func alignedSegmentsAreSpliced() async throws {
        let cloud = try await cloud(segmentBytes: 2 * Self.block)
        _ = try await putManifest(cloud, Self.all)
        let hashmap = try await cloud.send("GET", "c/large?hashmap").json
        #expect(hashmap["bytes"] == .int(Int64(4 * Self.block + 10)))
        #expect(hashmap["hashes"]?.arrayValue?.count == 5)
        _ = try await cloud.swift("DELETE", "s/a")
        #expect(try await cloud.swift("GET", "c/large").text == whole(2 * Self.block))
    }

    @Test func segmentsThatWereChangedAreAConflict() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        _ = try await putManifest(cloud, Self.all)
        _ = try await cloud.swift("PUT", "s/a", body: "other")
        #expect(try await cloud.swift("GET", "c/large").status == 409)
        _ = try await cloud.swift("DELETE", "s/a")
        #expect(try await cloud.swift("GET", "c/large").status == 409)
        #expect(try await cloud.swift("HEAD", "c/large").status == 200)
    }

    @Test func rangesDataAndManifestsMayBeEntries() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        let inner = #"[{"path": "/s/a", "range": "0-1"}, {"data": "MTIz"}, {"path": "/s/b", "range": "-2"}]"#
        #expect(try await putManifest(cloud, inner, at: "c/inner").status == 201)
        #expect(try await cloud.swift("GET", "c/inner").text == "aa123bb")
        let outer = #"[{"path": "/c/inner", "range": "1-4"}, {"path": "/s/c", "range": "8-"}]"#
        #expect(try await putManifest(cloud, outer, at: "c/outer").status == 201)
        #expect(try await cloud.swift("GET", "c/outer").text == "a123cc")
        let document = try await cloud.swift("GET", "c/outer?multipart-manifest=get")
        #expect(document["Content-Type"] == "application/json; charset=utf-8")
        let first = try #require(try document.json.arrayValue?.first)
        #expect(
            first["name"] == "/c/inner" && first["range"] == "1-4" && first["sub_slo"] == true && first["bytes"] == 7)
        let raw = try await cloud.swift("GET", "c/outer?multipart-manifest=get&format=raw").json
        #expect(raw.arrayValue?.first?["path"] == "/c/inner" && raw.arrayValue?.first?["size_bytes"] == 7)
        // What was given raw may be put again.
        #expect(try await putManifest(cloud, raw.description, at: "c/again").status == 201)
        #expect(try await cloud.swift("GET", "c/again").text == "a123cc")
    }

    @Test(arguments: [
        (#"[{"path": "/s/none"}]"#, "/s/none, 404 Not Found"),
        (#"[{"path": "/s/c", "size_bytes": 11}]"#, "/s/c, Size Mismatch"),
        (#"[{"path": "/s/c", "etag": "x"}]"#, "/s/c, Etag Mismatch"),
        (#"[{"path": "/s/c", "range": "10-"}]"#, "/s/c, Unsatisfiable Range"),
        (#"[{"path": "/c/large"}]"#, "/c/large, The manifest cannot be a segment of itself"),
        (#"[{"path": "/s"}]"#, "path does not refer to an object"),
        (#"[{"path": "/s/c", "teag": "x"}]"#, "extraneous keys teag"),
        (#"[{"path": "/s/c", "range": "x"}]"#, "invalid range"),
        (#"[{"data": "MTIz"}]"#, "Inline data segments require"),
        (#"[{"data": "?"}]"#, "valid base64"), ("[]", "at least 1"), ("{}", "should be a list"), ("x", "not JSON"),
    ])
    func manifestsThatCannotBeTellWhy(entries: String, problem: String) async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        let reply = try await putManifest(cloud, entries)
        #expect(reply.status == 400)
        #expect(reply.text.contains(problem), "\(reply.text)")
        #expect(try await cloud.swift("HEAD", "c/large").status == 404)
    }

    /// Eight megabytes of brackets would become a quarter of a gigabyte before anyone had counted the segments.
    @Test func manifestsOfMoreValuesThanTheirEntriesCouldHaveAreRefused() async throws {
        let cloud = try await cloud(segmentBytes: 10)
        let reply = try await putManifest(cloud, "[" + String(repeating: "[1],", count: 9000) + "[1]]")
        #expect(reply.status == 400)
        #expect(reply.text.contains("too many values"), "\(reply.text)")
        let entries = Array(repeating: #"{"path": "/s/c"}"#, count: 1001).joined(separator: ",")
        let tooLong = try await putManifest(cloud, "[\(entries)]")
        #expect(tooLong.text.contains("must be &lt;= 1000"), "\(tooLong.text)")
    }

    @Test func allProblemsAreToldAtOnce() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        let entries = #"[{"path": "/s/x"}, {"path": "/s/a"}, {"path": "/s/y"}]"#
        let reply = try await putManifest(cloud, entries, ["Accept": "application/json"])
        #expect(try reply.json == ["Errors": [["/s/x", "404 Not Found"], ["/s/y", "404 Not Found"]]])
        #expect(try await putManifest(cloud, Self.all, ["ETag": "wrong"]).status == 422)
    }

    @Test func partsAreGivenByTheirNumber() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        _ = try await putManifest(cloud, Self.all)
        let part = try await cloud.swift("GET", "c/large?part-number=3")
        #expect(part.status == 206 && part.text == "cccccccccc")
        #expect(part["Content-Range"] == "bytes 10000-10009/10010" && part["X-Parts-Count"] == "3")
        #expect(try await cloud.swift("HEAD", "c/large?part-number=1")["Content-Length"] == "5000")
        #expect(try await cloud.swift("GET", "c/large?part-number=4").status == 416)
        #expect(try await cloud.swift("GET", "c/large?part-number=0").status == 400)
        #expect(try await cloud.swift("GET", "s/c?part-number=7").text == "cccccccccc")
    }

    @Test func copiesAreObjectsOfTheirOwn() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        _ = try await putManifest(cloud, Self.all, ["X-Object-Meta-A": "1"])
        #expect(try await cloud.swift("COPY", "c/large", ["Destination": "c/copy"]).status == 201)
        _ = try await cloud.swift("COPY", "c/large?multipart-manifest=get", ["Destination": "c/manifest"])
        _ = try await cloud.swift("DELETE", "s/b")
        let copy = try await cloud.swift("GET", "c/copy")
        #expect(copy.text == whole(5000))
        #expect(copy["X-Static-Large-Object"] == nil && copy["X-Object-Meta-A"] == "1")
        #expect(try await cloud.swift("GET", "c/manifest").status == 409)
    }

    @Test func deletingMayTakeTheSegmentsToo() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        _ = try await putManifest(cloud, Self.all)
        _ = try await cloud.swift("DELETE", "s/b")
        let reply = try await cloud.swift(
            "DELETE", "c/large?multipart-manifest=delete", ["Accept": "application/json"])
        #expect(reply.status == 200)
        #expect(try reply.json["Number Deleted"] == 3)
        #expect(try reply.json["Number Not Found"] == 1)
        #expect(try await cloud.swift("GET", "s").status == 204)
        #expect(try await cloud.swift("GET", "c").status == 204)
    }

    @Test func newContentIsNoManifest() async throws {
        let cloud = try await cloud(segmentBytes: 2 * Self.block)
        _ = try await putManifest(cloud, Self.all)
        _ = try await cloud.swift("POST", "c/large", ["X-Object-Meta-B": "2"])
        #expect(try await cloud.swift("HEAD", "c/large")["X-Static-Large-Object"] == "True")
        // Written by a Pithos client.
        try await cloud.put("c/large", "plain")
        let get = try await cloud.swift("GET", "c/large")
        #expect(get.text == "plain" && get["X-Static-Large-Object"] == nil)
    }

    @Test func dynamicObjectsAreWhatTheirPrefixNames() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        for letter in Self.letters {
            _ = try await cloud.swift("COPY", "s/\(letter)", ["Destination": "s/part/\(letter)"])
        }
        let put = try await cloud.swift("PUT", "c/dynamic", ["X-Object-Manifest": "s/part/"])
        #expect(put.status == 201)
        let get = try await cloud.swift("GET", "c/dynamic")
        #expect(get.text == whole(5000))
        #expect(get["ETag"]?.wholeMatch(of: /"[0-9a-f]{32}"/) != nil)
        #expect(get["X-Object-Manifest"] == "s/part/")
        #expect(try await cloud.swift("GET", "c/dynamic", ["Range": "bytes=9998-10000"]).text == "bbc")
        #expect(try await cloud.swift("GET", "c/dynamic?multipart-manifest=get").text == "")
        _ = try await cloud.swift("COPY", "c/dynamic", ["Destination": "c/copy"])
        _ = try await cloud.swift("PUT", "s/part/d", body: "more")
        #expect(try await cloud.swift("GET", "c/dynamic").text == whole(5000) + "more")
        let copy = try await cloud.swift("GET", "c/copy")
        #expect(copy.text == whole(5000) && copy["X-Object-Manifest"] == nil)
        _ = try await cloud.swift("POST", "c/dynamic", ["X-Object-Meta-A": "1"])
        #expect(try await cloud.swift("GET", "c/dynamic").text == "")
        for bad in ["s", "s/", "/s", "s//x", "s/?x", "%FF/x"] {
            #expect(try await cloud.swift("PUT", "c/bad", ["X-Object-Manifest": bad]).status == 400, "\(bad)")
        }
    }

    @Test func longManifestsAreKeptToo() async throws {
        let cloud = try await cloud(segmentBytes: 10)
        let prefix = String(repeating: "πολύ μακρύ/", count: 40)
        let encoded = PercentEncoding.encode(prefix, allowed: .path)
        _ = try await cloud.swift("PUT", "s/\(encoded)1", body: "one")
        #expect(try await cloud.swift("PUT", "c/dynamic", ["X-Object-Manifest": "s/\(encoded)"]).status == 201)
        #expect(try await cloud.swift("GET", "c/dynamic").text == "one")
        #expect(try await cloud.send("GET", "c/dynamic").text == "one")
    }

    /// A few kilobytes of manifests describe more parts than there is memory for.
    @Test func manifestsInManifestsHaveABound() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        func entries(_ path: String, _ count: Int) -> String {
            "[" + Array(repeating: #"{"path": "\#(path)"}"#, count: count).joined(separator: ",") + "]"
        }
        #expect(try await putManifest(cloud, entries("/s/c", 1000), at: "c/m1").status == 201)
        #expect(try await putManifest(cloud, entries("/c/m1", 20), at: "c/m2").status == 201)
        #expect(try await cloud.swift("GET", "c/m2").text == String(repeating: "c", count: 200_000))
        let refused = try await putManifest(cloud, entries("/c/m1", 21), at: "c/m3")
        #expect(refused.status == 409)
        #expect(refused.text.contains("20000 parts"), "\(refused.text)")
        #expect(try await cloud.swift("HEAD", "c/m3").status == 404)
    }

    /// Clients of Pithos download by hashmap: what has none is read and named, nothing is stored.
    @Test func whatIsReadByItsManifestHasAHashmapAllTheSame() async throws {
        let cloud = try await cloud(segmentBytes: 5000)
        _ = try await putManifest(
            cloud, #"[{"path": "/s/a"}, {"data": "MTIz"}, {"path": "/s/b"}, {"path": "/s/c"}]"#)
        let whole = try await cloud.send("GET", "c/large")
        #expect(whole["X-Object-Hash"] == nil)
        #expect(try await cloud.send("HEAD", "c/large")["X-Object-Hash"] == nil)
        try await cloud.put("c/plain", whole.text)
        let reply = try await cloud.send("GET", "c/large?hashmap")
        #expect(try await reply.json == cloud.send("GET", "c/plain?hashmap").json)
        #expect(try await reply["X-Object-Hash"] == cloud.send("HEAD", "c/plain")["X-Object-Hash"])
        #expect(reply["ETag"] == whole["ETag"])
        let listed = try #require(try await cloud.send("GET", "c?format=json").json.arrayValue?.first)
        #expect(listed["bytes"] == 10_013 && listed["hash"] == whole["ETag"].map { .string($0) })
    }
}
