import HTTPTypes
import SQLAccess
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.2, 7.3: objects.
struct SwiftObjectTests {
    private static let content = "0123456789"
    private static let md5 = "781e5e245d69b566979b86e28d23f2c7"

    private func cloud(_ headers: [String: String] = [:]) async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        _ = try await cloud.swift("PUT", "c/o.txt", headers, body: Self.content)
        return cloud
    }

    @Test func puttingAnswersWithTheMD5() async throws {
        let cloud = try await cloud()
        let put = try await cloud.swift("PUT", "c/new", ["ETag": "\"\(Self.md5.uppercased())\""], body: Self.content)
        #expect(put.status == 201)
        #expect(put["ETag"] == Self.md5)
        #expect(put["Last-Modified"] != nil)
        #expect(put["X-Object-Version"] == nil)
        #expect(try await cloud.swift("PUT", "c/new", ["ETag": "wrong"], body: "x").status == 422)
        #expect(try await cloud.swift("PUT", "none/o", body: "x").status == 404)
        let noLength = try await cloud.swift("PUT", "c/n", ["Content-Length": "x"])
        #expect(noLength.status == 411)
        #expect(try await cloud.swift("PUT", "c/n", ["Content-Length": "5368709121"]).status == 413)
        #expect(try await cloud.swift("PUT", "c/" + String(repeating: "n", count: 1025), body: "x").status == 400)
        let chunked = ["Transfer-Encoding": "chunked"]
        #expect(try await cloud.swift("PUT", "c/chunks", chunked, body: Self.content, chunks: 3)["ETag"] == Self.md5)
        #expect(try await cloud.swift("PUT", "c/empty", chunked)["ETag"] == "d41d8cd98f00b204e9800998ecf8427e")
    }

    @Test func pagesThatUsersStoreActInNobodysName() async throws {
        let cloud = try await cloud()
        _ = try await cloud.swift("PUT", "c/page", ["Content-Type": "text/html"], body: "<script></script>")
        #expect(try await cloud.swift("GET", "c/page")["Content-Security-Policy"] == "sandbox")
        #expect(try await cloud.swift("GET", "c/o.txt")["Content-Security-Policy"] == nil)
    }

    @Test func metadataIsBoundedAsTheProfileSays() async throws {
        let cloud = try await cloud()
        func metadata(_ range: Range<Int>) -> [String: String] {
            Dictionary(uniqueKeysWithValues: range.map { ("X-Object-Meta-K\($0)", "v") })
        }
        let most = metadata(0..<90).merging(["Content-Encoding": "gzip"]) { $1 }
        #expect(try await cloud.swift("PUT", "c/most", most, body: "x").status == 201)
        #expect(try await cloud.swift("COPY", "c/most", ["Destination": "c/copy"]).status == 201)
        let more = metadata(90..<91).merging(["Destination": "c/more"]) { $1 }
        #expect(try await cloud.swift("COPY", "c/most", more).status == 400)
        // What one API let in stays through the other, and does not grow.
        #expect(try await cloud.send("POST", "c/most?update", metadata(0..<1)).status == 202)
        #expect(try await cloud.send("POST", "c/most?update", metadata(90..<91)).status == 400)
    }

    @Test func readingShowsWhatSwiftShows() async throws {
        let cloud = try await cloud([
            "X-Object-Meta-Colour": "blå", "Content-Encoding": "gzip", "Cache-Control": "max-age=5",
            "Content-Disposition": "attachment; filename=\"a b\"",
        ])
        for method in ["HEAD", "GET"] {
            let reply = try await cloud.swift(method, "c/o.txt")
            #expect(reply.status == 200)
            #expect(reply["ETag"] == Self.md5)
            #expect(reply["Content-Length"] == "10")
            #expect(reply["Content-Type"] == "text/plain")
            #expect(reply["X-Object-Meta-Colour"] == "blå")
            #expect(reply["Content-Encoding"] == "gzip")
            #expect(reply["Cache-Control"] == "max-age=5")
            #expect(reply["Content-Disposition"] == "attachment; filename=\"a b\"")
            #expect(reply["Accept-Ranges"] == "bytes")
            #expect(reply["X-Timestamp"] != nil && reply["X-Trans-Id"] != nil)
            for name in ["Hash", "UUID", "Version", "Modified-By", "Sharing", "Public"] {
                #expect(reply["X-Object-\(name)"] == nil)
            }
        }
        // The same metadata, encoded the way of Pithos.
        #expect(try await cloud.send("HEAD", "c/o.txt")["X-Object-Meta-Colour"] == "bl%C3%A5")
    }

    private static let types: [(String, String?, String)] = [
        ("photo.JPG", nil, "image/jpeg"), ("a.tar.gz", nil, "application/gzip"),
        ("noending", nil, "application/octet-stream"),
        ("a.txt", "x/y", "x/y"), ("a.txt", "", "text/plain"),
    ]

    @Test(arguments: types)
    func typesAreGuessedFromNames(name: String, sent: String?, expected: String) async throws {
        let cloud = try await cloud()
        _ = try await cloud.swift("PUT", "c/\(name)", sent.map { ["Content-Type": $0] } ?? [:], body: "x")
        #expect(try await cloud.swift("HEAD", "c/\(name)")["Content-Type"] == expected)
    }

    private static let ranges: [(String, Int, String?, String?)] = [
        ("bytes=0-3", 206, "0123", "bytes 0-3/10"), ("bytes=8-99", 206, "89", "bytes 8-9/10"),
        ("bytes=7-", 206, "789", "bytes 7-9/10"), ("bytes=-3", 206, "789", "bytes 7-9/10"),
        ("bytes=-99", 206, content, "bytes 0-9/10"), ("BYTES = 0 - 3", 206, "0123", "bytes 0-3/10"),
        ("bytes=10-12", 416, nil, "bytes */10"), ("bytes=-0", 416, nil, "bytes */10"),
        ("parsecs=1-2", 200, content, nil), ("bytes=5-2", 200, content, nil),
        ("bytes=20-30,0-1", 206, "01", "bytes 0-1/10"), ("bytes=20-30,40-50", 416, nil, "bytes */10"),
    ]

    @Test(arguments: ranges)
    func rangesAreClamped(range: String, status: Int, text: String?, contentRange: String?) async throws {
        let cloud = try await cloud()
        let reply = try await cloud.swift("GET", "c/o.txt", ["Range": range])
        #expect(reply.status == status)
        if let text { #expect(reply.text == text) }
        #expect(reply["Content-Range"] == contentRange)
        #expect(reply["ETag"] == Self.md5 && reply["Accept-Ranges"] == "bytes")
    }

    @Test func severalRangesComeAsParts() async throws {
        let cloud = try await cloud()
        let reply = try await cloud.swift("GET", "c/o.txt", ["Range": "bytes=0-1,8-20"])
        #expect(reply.status == 206)
        let boundary = try #require(reply["Content-Type"]?.split(separator: "=").last)
        let part = { (range: String, text: String) in
            "--\(boundary)\r\nContent-Range: bytes \(range)/10\r\nContent-Type: text/plain\r\n\r\n\(text)\r\n"
        }
        #expect(reply.text == part("0-1", "01") + part("8-9", "89") + "--\(boundary)--\r\n")
    }

    private static let past = "Fri, 12 Jul 2013 10:13:32 GMT"
    private static let future = "Fri, 12 Jul 2999 10:13:32 GMT"

    @Test(arguments: [
        (["If-Match": md5], 200), (["If-Match": "\"x\", \"\(md5)\""], 200), (["If-Match": "x"], 412),
        (["If-Match": "*"], 200), (["If-None-Match": md5], 304), (["If-None-Match": "x"], 200),
        (["If-Modified-Since": past], 200), (["If-Modified-Since": future], 304),
        (["If-Unmodified-Since": past], 412), (["If-Unmodified-Since": future], 200),
        // A tag overrules a time.
        (["If-None-Match": "x", "If-Modified-Since": future], 200),
        (["If-Match": md5, "If-Unmodified-Since": past], 412),
        (["If-Match": "x", "If-None-Match": md5], 412),
        (["If-Modified-Since": "nonsense"], 200),
    ])
    func conditionsAreJudgedInOrder(headers: [String: String], status: Int) async throws {
        let cloud = try await cloud()
        for method in ["GET", "HEAD"] {
            let reply = try await cloud.swift(method, "c/o.txt", headers)
            #expect(reply.status == status)
            #expect(reply["ETag"] == Self.md5 && reply["Accept-Ranges"] == "bytes")
        }
    }

    @Test func putsMayDemandThatNothingIsThere() async throws {
        let cloud = try await cloud()
        #expect(try await cloud.swift("PUT", "c/o.txt", ["If-None-Match": "*"], body: "x").status == 412)
        #expect(try await cloud.swift("PUT", "c/new", ["If-None-Match": "*"], body: "x").status == 201)
        #expect(try await cloud.swift("PUT", "c/new", ["If-None-Match": "\"x\""], body: "x").status == 400)
        // What has expired is not there, though nobody has cleared it away yet.
        _ = try await cloud.swift("PUT", "c/e", ["X-Delete-After": "3600"], body: "x")
        try await cloud.database.write {
            try $0.run("UPDATE system_metadata SET value = '0000000001' WHERE key = 'delete-at'")
        }
        #expect(try await cloud.swift("PUT", "c/e", ["If-Match": "*"], body: "y").status == 412)
        #expect(try await cloud.swift("PUT", "c/e", ["If-None-Match": "*"], body: "y").status == 201)
    }

    @Test func postReplacesMetadataAndKeepsTheType() async throws {
        let cloud = try await cloud(["X-Object-Meta-A": "1", "Content-Type": "x/y", "Content-Encoding": "gzip"])
        // rclone sends back all it was shown, also what it got from the Pithos API.
        let echoed = [
            "X-Object-Meta-B": "2", "X-Object-Public": "https://x", "X-Object-Sharing": "read=*", "X-Object-Hash": "y",
        ]
        #expect(try await cloud.swift("POST", "c/o.txt", echoed).status == 202)
        var head = try await cloud.swift("HEAD", "c/o.txt")
        #expect(head["X-Object-Meta-A"] == nil && head["X-Object-Meta-B"] == "2")
        #expect(head["Content-Type"] == "x/y" && head["Content-Encoding"] == nil)
        #expect(try await cloud.send("HEAD", "c/o.txt")["X-Object-Public"] == nil)
        _ = try await cloud.swift("POST", "c/o.txt", ["Content-Type": "a/b"])
        head = try await cloud.swift("HEAD", "c/o.txt")
        #expect(head["Content-Type"] == "a/b" && head["ETag"] == Self.md5)
        #expect(try await cloud.swift("POST", "c/none").status == 404)
    }

    @Test func deletingTwiceIsNotFound() async throws {
        let cloud = try await cloud()
        #expect(try await cloud.swift("DELETE", "c/o.txt").status == 204)
        #expect(try await cloud.swift("DELETE", "c/o.txt").status == 404)
        #expect(try await cloud.swift("GET", "c/o.txt").status == 404)
        #expect(try await cloud.swift("DELETE", "none/o").status == 404)
    }

    @Test func encodedSlashesAreSlashes() async throws {
        let cloud = try await cloud()
        #expect(try await cloud.swift("PUT", "c/a%2Fb%20%CF%86", body: "x").status == 201)
        #expect(try await cloud.swift("GET", "c/a/b%20%CF%86").text == "x")
        #expect(try await cloud.swift("GET", "c?marker=a%2F").text == "a/b φ\no.txt\n")
    }

    @Test(arguments: ["c/copy", "/c/copy", "%2Fc/co%70y"])
    func copiesTakeTheirMetadataAlong(destination: String) async throws {
        let cloud = try await cloud(["X-Object-Meta-A": "1", "X-Object-Meta-B": "2", "Content-Type": "x/y"])
        let copy = try await cloud.swift(
            "COPY", "c/o.txt", ["Destination": destination, "X-Object-Meta-B": "3", "X-Fresh-Metadata": "false"])
        #expect(copy.status == 201)
        #expect(copy["ETag"] == Self.md5)
        #expect(copy["X-Copied-From"] == "c/o.txt")
        #expect(copy["X-Copied-From-Account"] == "AUTH_\(PithosCloud.alice)")
        #expect(copy["X-Copied-From-Last-Modified"] != nil)
        let head = try await cloud.swift("HEAD", "c/copy")
        #expect(head["X-Object-Meta-A"] == "1" && head["X-Object-Meta-B"] == "3")
        #expect(head["Content-Type"] == "x/y")
        #expect(try await cloud.swift("GET", "c/copy").text == Self.content)
    }

    @Test func copiesMayBeginAnew() async throws {
        let cloud = try await cloud(["X-Object-Meta-A": "1", "Content-Type": "x/y"])
        let headers = ["X-Copy-From": "c/o.txt", "X-Fresh-Metadata": "true", "X-Object-Meta-N": "n"]
        #expect(try await cloud.swift("PUT", "c/fresh", headers).status == 201)
        let head = try await cloud.swift("HEAD", "c/fresh")
        #expect(head["X-Object-Meta-A"] == nil && head["X-Object-Meta-N"] == "n")
        #expect(head["Content-Type"] == "x/y")
        let part = try await cloud.swift("PUT", "c/part", ["X-Copy-From": "/c/o.txt", "Range": "bytes=2-4"])
        #expect(part.status == 201)
        #expect(try await cloud.swift("GET", "c/part").text == "234")
        #expect(try await cloud.swift("GET", "c/part")["ETag"] == "289dff07669d7a23de0ef88d2f7129e7")
    }

    @Test(arguments: [
        (["Destination": "c"], 412), (["Destination": "//x"], 412), ([:], 412), (["Destination": "none/o"], 404),
        (["Destination": "c/x", "Destination-Account": "AUTH_22222222-2222-4222-8222-222222222222"], 403),
        (["Destination": "c/x", "If-None-Match": md5], 304), (["Destination": "c/x", "If-Match": "x"], 412),
    ])
    func copiesThatCannotBeAreRefused(headers: [String: String], status: Int) async throws {
        let cloud = try await cloud()
        #expect(try await cloud.swift("COPY", "c/o.txt", headers).status == status)
        #expect(try await cloud.swift("COPY", "c/none", ["Destination": "c/x"]).status == 404)
    }

    @Test func objectsThatExpireAreGoneAtOnce() async throws {
        let cloud = try await cloud()
        for (name, value) in [
            ("X-Delete-At", "1000000000"), ("X-Delete-At", "x"), ("X-Delete-After", "x"), ("X-Delete-After", "0"),
        ] {
            #expect(try await cloud.swift("PUT", "c/e", [name: value], body: "x").status == 400, "\(name): \(value)")
        }
        _ = try await cloud.swift("PUT", "c/e", ["X-Delete-After": "3600"], body: "x")
        let at = try #require(try await cloud.swift("HEAD", "c/e")["X-Delete-At"].flatMap { Int64($0) })
        #expect(abs(at - Timestamp.now().microseconds / 1_000_000 - 3600) < 60)
        _ = try await cloud.swift("COPY", "c/e", ["Destination": "c/copy"])
        #expect(try await cloud.swift("HEAD", "c/copy")["X-Delete-At"] == "\(at)")
        _ = try await cloud.swift("POST", "c/e", ["X-Object-Meta-A": "1"])
        #expect(try await cloud.swift("HEAD", "c/e")["X-Delete-At"] == nil)
    }

    /// By then such bytes are the replacement character, and kept they would be another value than was sent.
    @Test(arguments: ["X-Object-Meta-Name", "Content-Disposition", "X-Object-Manifest"])
    func headersThatAreNoUTF8AreNamed(header: String) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        let reply = try await cloud.swift("PUT", "c/o", [header: "c/a\u{FFFD}"], body: "x")
        #expect(reply.status == 400)
        #expect(reply.text.contains(header), "\(reply.text)")
        #expect(try await cloud.swift("PUT", "c/o", ["User-Agent": "\u{FFFD}"], body: "x").status == 201)
    }
}
