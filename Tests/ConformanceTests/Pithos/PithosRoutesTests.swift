import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// What the recordings of the original do not hold.
struct PithosRoutesTests {
    /// Names that a router or a proxy would cut, collapse or decode.
    @Test(arguments: [
        ("a%2Fb", "a/b"), ("a/b/", "a/b/"), ("/x", "/x"), ("a//b", "a//b"), ("../up", "../up"), ("%CF%86%20%25", "φ %"),
        ("a+b", "a+b"), ("%F0%9F%98%80", "😀"), ("x%3Fy%23z", "x?y#z"), (".json", ".json"), ("é", "é"),
    ])
    func anyNameComesBackAsItIs(encoded: String, name: String) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        #expect(try await cloud.put("c/\(encoded)", "content").status == 201)
        #expect(try await cloud.send("GET", "c/\(encoded)").text == "content")
        let listed = try await cloud.send("GET", "c?format=json").json
        #expect(listed.arrayValue?.first?["name"] == .string(name))
        #expect(try await cloud.send("GET", "c").text == "\(name)\n")
        #expect(try await cloud.send("DELETE", "c/\(encoded)").status == 204)
    }

    @Test func chunkedBodiesNeedNoLength() async throws {
        let cloud = try await PithosCloud(blockSize: 4096)
        _ = try await cloud.send("PUT", "c")
        let body = String(repeating: "0123456789", count: 2000)
        let headers = ["Transfer-Encoding": "chunked", "Content-Type": "text/plain"]
        #expect(try await cloud.send("PUT", "c/o", headers, body: body, chunks: 777).status == 201)
        #expect(try await cloud.send("GET", "c/o").text == body)
        let hashmap = try await cloud.send("GET", "c/o?hashmap").json
        #expect(hashmap["hashes"]?.arrayValue?.count == 5)
        #expect(try await cloud.send("GET", "c/o", ["Range": "bytes=4090-4100"]).text == "01234567890")
    }

    /// As clients of 0.16 and later ask; object-storage.md 2.3.
    @Test func aContainerTakesTheQuotaOfItsOwnersOwnProject() async throws {
        let cloud = try await PithosCloud()
        let (own, other) = (
            ["X-Container-Policy-Project": PithosCloud.alice], ["X-Container-Policy-Project": PithosCloud.bob]
        )
        #expect(try await cloud.send("PUT", "c", own).status == 201)
        #expect(try await cloud.send("POST", "c?update", own).status == 202)
        #expect(try await cloud.send("POST", "c?update", ["X-Container-Policy-Project": ""]).status == 202)
        for (method, path) in [("PUT", "d"), ("PUT", "c"), ("POST", "c?update")] {
            let refused = try await cloud.send(method, path, other)
            #expect(refused.status == 400)
            #expect(refused.text.contains("X-Container-Policy-Project"))
        }
        #expect(try await cloud.send("HEAD", "d").status == 404)
    }

    @Test func aManifestGivesItsPartsAsOne() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        _ = try await cloud.send("PUT", "parts")
        for (name, content) in [("s/1", "one"), ("s/2", "two"), ("s/3", "three"), ("t", "no")] {
            try await cloud.put("parts/\(name)", content)
        }
        try await cloud.put("c/m", "", ["X-Object-Manifest": "parts/s/"])
        let whole = try await cloud.send("GET", "c/m")
        #expect(whole.text == "onetwothree")
        #expect(whole.headers[.contentLength] == "11")
        #expect(try await cloud.send("GET", "c/m", ["Range": "bytes=2-6"]).text == "etwot")
        #expect(try await cloud.send("HEAD", "c/m").headers[.contentLength] == "11")
        try await cloud.put("c/broken", "own", ["X-Object-Manifest": "nowhere/s"])
        #expect(try await cloud.send("GET", "c/broken").status == 404)
        #expect(try await cloud.send("HEAD", "c/broken").headers[.contentLength] == "3")
    }

    @Test func aFormIsCutAtItsBoundary() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let content = "line\r\n--XY not it\r\n-\r\n"
        let form = [
            "--XX\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\nskipped\r\n",
            "--XX\r\nContent-Disposition: form-data; name=\"X-Object-Data\"; filename=\"f\"\r\nContent-Type: a/b\r\n\r\n",
            content, "\r\n--XX--\r\n",
        ].joined()
        for chunks in [1, 2, 3, 7, 1000] {
            let headers = ["Content-Type": "multipart/form-data; boundary=XX"]
            let reply = try await cloud.send("POST", "c/form\(chunks)", headers, body: form, chunks: chunks)
            #expect(reply.status == 201)
            let got = try await cloud.send("GET", "c/form\(chunks)")
            #expect(got.text == content)
            #expect(got.headers[.contentType] == "a/b")
        }
        let empty = "--XX\r\nContent-Disposition: form-data; name=\"X-Object-Data\"\r\n\r\n\r\n--XX--\r\n"
        _ = try await cloud.send("POST", "c/empty", ["Content-Type": "multipart/form-data; boundary=XX"], body: empty)
        #expect(try await cloud.send("HEAD", "c/empty").headers[.contentLength] == "0")
    }

    @Test(arguments: [(999, 201), (1000, 400)])
    func aFormHasAThousandFieldsAtMost(count: Int, status: Int) async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let field = "--XX\r\nContent-Disposition: form-data; name=\"f\"\r\n\r\n\r\n"
        let file = "--XX\r\nContent-Disposition: form-data; name=\"X-Object-Data\"\r\n\r\ncontent\r\n--XX--\r\n"
        let reply = try await cloud.send(
            "POST", "c/o", ["Content-Type": "multipart/form-data; boundary=XX"],
            body: String(repeating: field, count: count) + file)
        #expect(reply.status == status)
    }

    @Test func putIfNoneMatchMakesOnlyWhatIsNotThere() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        #expect(try await cloud.put("c/o", "1", ["If-None-Match": "*"]).status == 201)
        #expect(try await cloud.put("c/o", "2", ["If-None-Match": "*"]).status == 412)
        #expect(try await cloud.put("c/o", "2", ["If-Match": "\"c4ca4238a0b923820dcc509a6f75849b\""]).status == 201)
        #expect(try await cloud.put("c/new", "2", ["If-Match": "*"]).status == 412)
    }

    @Test func version1ClientsGetTheirAddress() async throws {
        let cloud = try await PithosCloud()
        func handshake(_ user: String, _ key: String) async throws -> TestReply {
            try await cloud.send(
                "GET", "/pithos/object-store/v1/", ["X-Auth-User": user, "X-Auth-Key": key], user: nil)
        }
        let reply = try await handshake(PithosCloud.alice, PithosCloud.alice)
        #expect(reply.status == 204)
        let url = reply.headers.first { $0.name.canonicalName == "x-storage-url" }?.value
        #expect(url == "http://store.example.org/pithos/object-store/v1/\(PithosCloud.alice)")
        #expect(try await handshake(PithosCloud.bob, PithosCloud.alice).status == 401)
        #expect(try await handshake(PithosCloud.alice, "nonsense").status == 401)
    }

    @Test func writersOfASharedFolderMayBringBlocks() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let block = ["Content-Type": "application/octet-stream"]
        #expect(try await cloud.send("POST", "c?update", block, body: "x", user: PithosCloud.bob).status == 403)
        try await cloud.put(
            "c/in", "", ["Content-Type": "application/directory", "X-Object-Sharing": "write=\(PithosCloud.bob)"])
        let reply = try await cloud.send("POST", "c?update", block, body: "alpha", user: PithosCloud.bob)
        #expect(reply.text == "[\"8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8\"]")
        let hashmap =
            "{\"hashes\": [\"8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8\"], \"bytes\": 5}"
        let put = try await cloud.send(
            "PUT", "c/in/o?hashmap", ["Content-Type": "text/plain"], body: hashmap, user: PithosCloud.bob)
        #expect(put.status == 201)
        #expect(try await cloud.send("GET", "c/in/o").text == "alpha")
    }

    @Test func contentHeadersStayReadable() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.send("PUT", "c")
        let disposition = "attachment; filename=\"a b.svg\""
        try await cloud.put("c/o", "x", ["Content-Type": "image/svg+xml", "Content-Disposition": disposition])
        let head = try await cloud.send("HEAD", "c/o")
        #expect(head.headers[.contentType] == "image/svg+xml")
        #expect(head.headers[.contentDisposition] == disposition)
    }
}
