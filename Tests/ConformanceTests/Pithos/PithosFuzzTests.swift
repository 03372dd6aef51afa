import HTTPTypes
import TestHTTP
import Testing

/// Requests nobody would send: whatever they are, the answer is not ours to mend.
struct PithosFuzzTests {
    private struct Dice: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state ^ (state >> 29)
        }
    }

    private static let paths = [
        "/", "", "//", "/v1", "/v1/", "/v1//", "/v1///", "/v1/%2F%2F", "/v1/a", "/v1/\(PithosCloud.alice)",
        "/v1/\(PithosCloud.alice)/",
        "/v1/\(PithosCloud.alice)/c", "/v1/\(PithosCloud.alice)/c/", "/v1/\(PithosCloud.alice)//",
        "/v1/\(PithosCloud.alice)/c/o",
        "/v1/\(PithosCloud.alice)/c/o/p", "/v1/\(PithosCloud.alice)/%00/x", "/v1/\(PithosCloud.alice)/c/%00",
        "/v1/\(PithosCloud.alice)/c/%FF",
        "/v1/\(PithosCloud.alice)/%2F/x", "/v1/\(PithosCloud.bob)/c/o", "/v1/%00",
        "/v1/\(PithosCloud.alice)/c/%F4%8F%BF%BF",
    ]
    private static let queries = [
        "", "format=json", "format=xml", "hashmap", "update", "limit=-1", "limit=99999999999999999999", "marker=%00",
        "prefix=%00",
        "prefix=%F4%8F%BF%BF", "delimiter=%00", "delimiter=/", "path=/", "path=%FF", "meta=,,!,=,a%3D",
        "meta=a%3C%3Db,!c,d",
        "until=99999999999999999999", "until=1", "until=-5", "version=list", "version=99999999999", "version=-1",
        "shared", "public",
        "ignore_content_type", "X-Auth-Token=nonsense", "&&&=&=",
    ]
    private static let headers: [(String, [String])] = [
        (
            "Range",
            [
                "bytes=0-0", "bytes=-", "bytes=9223372036854775807-", "bytes=0-9223372036854775807",
                "bytes=-9223372036854775807",
                "bytes=1-2,", String(repeating: "bytes=0-0,", count: 200), "bytes=5-1", "octets=1",
            ]
        ),
        ("If-Range", ["\"\"", "x", "Fri, 12 Jul 2013 10:13:32 GMT", "Fri, 99 Jul 9999 99:99:99 GMT"]),
        ("If-Match", ["*", "\"", "\"a\",\"b\"", ","]), ("If-None-Match", ["*", "\"\"", "W/\"x\""]),
        ("If-Modified-Since", ["Fri, 31 Feb 0000 25:61:61 GMT", "yesterday"]),
        (
            "Content-Range",
            [
                "bytes */*", "bytes 0-/*", "bytes 0-0/*", "bytes 9223372036854775807-/*",
                "bytes 0-9223372036854775807/*",
                "bytes -1-2/*", "bytes 0-1/0", "bites", "bytes 0-0/9223372036854775807",
            ]
        ),
        ("X-Object-Bytes", ["0", "-1", "9223372036854775807", "x"]),
        (
            "X-Object-Sharing",
            ["read=*", "read=", "write=a;read=b", "=;=", "read=\(String(repeating: "x", count: 400))", "~", "%00"]
        ),
        ("X-Object-Public", ["true", "false", "perhaps"]), ("X-Object-Manifest", ["c/o", "/", "c/", "x"]),
        ("X-Object-Meta-A", ["", "v", "%FF", "%00", "%CE%BA", String(repeating: "v", count: 300)]),
        ("X-Container-Policy-Quota", ["", "-1", "9223372036854775808", "5", "~"]),
        ("X-Container-Policy-Versioning", ["none", "", "x"]),
        ("X-Account-Group-G", ["", "a,b", ",", "%00"]), ("X-Account-Group-A-B", ["x"]),
        (
            "Content-Type",
            [
                "", "text/plain", "application/octet-stream", "multipart/form-data", "multipart/form-data; boundary=XX",
                String(repeating: "t", count: 400),
            ]
        ),
        ("ETag", ["\"x\"", "", "d41d8cd98f00b204e9800998ecf8427e"]),
        ("X-Copy-From", ["/c/o", "c", "/", "%2Fc%2Fo", "/c/%00"]), ("X-Move-From", ["/c/o", ""]),
        ("X-Source-Account", ["x", ""]),
        ("X-Source-Version", ["1", "-1", "x", "99999999999"]), ("X-Source-Object", ["/c/o", "c", "//", "/c/none"]),
        ("Destination", ["/c/new", "c", "/c/", "/%00/x", "/c/o"]), ("Destination-Account", [PithosCloud.bob, ""]),
        ("Transfer-Encoding", ["chunked"]), ("Content-Length", ["0"]),
    ]
    private static let bodies = [
        "", "x", "{}", "[]", "{\"hashes\":[],\"bytes\":0}", "{\"hashes\":[\"zz\"],\"bytes\":5}",
        "{\"hashes\":[1],\"bytes\":1e400}",
        "{\"hashes\":[],\"bytes\":-1}", "{\"hashes\":[],\"bytes\":9223372036854775807}",
        "<object bytes='1'><hash></hash></object>",
        "<!DOCTYPE x><object/>", "<object bytes=\"0\"/>", "--XX\r\n\r\n\r\n--XX--", "--XX--",
        "--XX\r\nContent-Disposition: form-data; name=X-Object-Data\r\n\r\nz",
        String(repeating: "\u{0}", count: 5000),
    ]

    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func noRequestIsAnErrorOfOurs(seed: UInt64) async throws {
        var dice = Dice(state: seed)
        let cloud = try await PithosCloud(blockSize: 4096)
        _ = try await cloud.send("PUT", "c")
        try await cloud.put("c/o", "some content")
        let methods = ["GET", "HEAD", "PUT", "POST", "DELETE", "COPY", "MOVE", "PATCH", "OPTIONS"]
        for step in 0..<400 {
            let method = methods.randomElement(using: &dice) ?? "GET"
            let query = Self.queries.randomElement(using: &dice) ?? ""
            let path =
                "/pithos/object-store" + (Self.paths.randomElement(using: &dice) ?? "/")
                + (query.isEmpty ? "" : "?" + query)
            var headers: [String: String] = [:]
            for _ in 0..<Int.random(in: 0...4, using: &dice) {
                guard let (name, values) = Self.headers.randomElement(using: &dice) else { continue }
                headers[name] = values.randomElement(using: &dice)
            }
            let body = Self.bodies.randomElement(using: &dice) ?? ""
            if headers["Content-Length"] != nil, !body.isEmpty { headers["Content-Length"] = nil }
            let user = Int.random(in: 0..<6, using: &dice) == 0 ? PithosCloud.bob : PithosCloud.alice
            let reply = try await cloud.send(method, path, headers, body: body, user: user, chunks: 3)
            #expect(
                reply.status < 500,
                "seed \(seed), step \(step): \(method) \(path) \(headers) \(body.prefix(60)): \(reply.text)")
        }
        // What went on before has broken nothing.
        _ = try await cloud.send("PUT", "fresh")
        try await cloud.put("fresh/o", "still here")
        #expect(try await cloud.send("GET", "fresh/o").text == "still here")
    }
}
