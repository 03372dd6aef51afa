/// What requests of OpenStack Swift's clients that nobody would send are made of, besides what `FuzzCorpus` has.
enum SwiftFuzzCorpus {
    /// Below the account of the first user, but for those with a slash.
    static let paths: [String] = [
        "", "c", "c/", "c/o", "c/o", "c/o/p", "c//o", "c/%00", "c/%FF", "%2F", "%2F%2F", "c%2Fo", "none/o", "c/large",
        "c/dynamic", "c/none", "s/a", "c/\(String(repeating: "n", count: 1025))",
        "\(String(repeating: "n", count: 257))/o",
        "/pithos/swift/v1", "/pithos/swift/v1/", "/pithos/swift/v1//c", "/pithos/swift/v1/AUTH_/c/o",
        "/pithos/swift/v1/AUTH_\(PithosCloud.bob)/c/o", "/pithos/swift/v1/AUTH_%CC%81\(PithosCloud.alice)/c/o",
        "/pithos/swift/v1/\(PithosCloud.alice)/c", "/pithos/swift/v1/%FF/c", "/pithos/swift/auth/v1.0",
        "/pithos/swift/info",
    ]
    static let methods: [String] = ["GET", "GET", "HEAD", "PUT", "PUT", "POST", "DELETE", "COPY", "OPTIONS", "PATCH"]

    /// Numbers, and what is almost one.
    static let numbers: [String] = [
        "0", "1", "10000", "10001", "-1", "+5", "-0", "", " 1", "1e9", "0x10", "1.5", "NaN", "\u{661}",
        "9223372036854775807",
        "9223372036854775808", "-9223372036854775808", "99999999999999999999999999", "4000000000", "9999999999",
        String(repeating: "0", count: 300) + "1", String(repeating: "9", count: 300),
    ]
    static let names: [String] = [
        "", "a", "o", "/", "//", "%00", "a%00b", "%FF", "%F4%8F%BF%BF", "%ED%9F%BF", "%EE%80%80", "\u{301}", "φ", "😀",
        "c/o", "/c/o", "c/large", "s/", "../x", String(repeating: "x", count: 2000),
    ]
    static let truths: [String] = ["true", "1", "t", "on", "yes", "false", "0", "", "TRUE", "maybe", "%FF"]

    static let listing: [(String, [String])] = [
        ("limit", numbers), ("marker", names), ("end_marker", names), ("prefix", names), ("delimiter", names),
        ("path", names), ("reverse", truths), ("format", ["json", "xml", "plain", "raw", "JSON", "", "%FF"]),
        ("X-Auth-Token", ["nonsense"]),
    ]
    static let queries: [(String, [String])] =
        listing + [
            ("multipart-manifest", ["get", "put", "delete", "", "GET", "x"]), ("part-number", numbers),
            ("bulk-delete", ["", "1"]), ("extract-archive", ["tar", ""]), ("temp_url_sig", ["", "x", "sha1:=", ":"]),
            ("temp_url_expires", numbers), ("temp_url_prefix", names), ("filename", names),
        ]

    /// Access lists: the first ones are right.
    static let rightLists: [String] = [
        ".r:*,.rlistings", "\(PithosCloud.bob)", "*:*", ".r:*.example.org, .r:-bad.example.org", "",
    ]
    static let lists: [String] =
        rightLists + [
            ".r:", ".r:-", ".r:.", ".r:*.", ".r", ".rlistings:x", ".", "..", ":", "::", ":x", "*", ",,,", " , ",
            ".r:\t*",
            ".x:y", ".referrer:-*", ".r:\u{301}", "p:%00", "\u{301}:\u{301}", String(repeating: ".r:a,", count: 2000),
            "nobody@example.org", String(repeating: "u", count: 3000),
        ]

    static let headers: [(String, [String])] = [
        (
            "X-Copy-From",
            ["c/o", "/c/o", "c/large", "c/dynamic", "c/none", "c", "c/", "//", "", "%FF/o", "c/%00", "c/o?x"]
        ),
        ("X-Copy-From-Account", ["AUTH_\(PithosCloud.bob)", "AUTH_x", "a/b", "%FF", ""]),
        ("Destination", ["c/new", "/c/o", "c/o", "none/o", "c", "c/", "", "%2Fc%2Fnew", "c/%00", "%FF/x"]),
        ("Destination-Account", ["AUTH_\(PithosCloud.bob)", "AUTH_", "%2F", ""]),
        ("X-Fresh-Metadata", truths), ("X-Detect-Content-Type", truths), ("X-Delete-At", numbers),
        ("X-Delete-After", numbers), ("X-If-Delete-At", numbers), ("X-Object-Manifest", names),
        ("X-Object-Meta-", ["v"]), ("X-Object-Meta-A", ["", String(repeating: "v", count: 257), "φ", "\u{301}"]),
        ("X-Object-Meta-\(String(repeating: "A", count: 120))", ["v"]), ("X-Remove-Object-Meta-A", ["", "x"]),
        ("X-Container-Read", lists), ("X-Container-Write", lists), ("X-Remove-Container-Read", ["x"]),
        ("X-Container-Meta-Quota-Bytes", numbers), ("X-Container-Meta-Quota-Count", numbers),
        ("X-Container-Meta-Access-Control-Allow-Origin", ["*", "http://a.example", " , ", "\u{301}"]),
        ("X-Account-Meta-A", ["", "v"]), ("Origin", ["http://a.example", "", "null", "\u{301}"]),
        ("Access-Control-Request-Method", ["GET", "", "x"]),
        ("Referer", ["http://", "://", "http://@:", "http://a@b@c"]),
        ("X-Storage-Policy", ["Policy-0", "", "x"]), ("X-Storage-Token", ["nonsense"]),
        (
            "Accept",
            ["application/json", "text/*;q=nan", "*/*;q=0", ";;,", "application/xml;q=1e999", "text/xml", "/*"]
        ),
        ("Content-Disposition", ["inline", String(repeating: "d", count: 300), "\u{301}"]),
        ("X-Auth-User", ["a@example.org", ":", "a:b:c", ""]), ("X-Auth-Key", ["secret", PithosCloud.alice, ""]),
        ("Content-Length", ["-1", "99999999999999999999", "x"]),
    ]

    static let rightManifest =
        #"[{"path": "/s/a", "etag": null, "size_bytes": 5000}, {"data": "MTIz"}, {"path": "s/b", "range": "0-3"}]"#

    /// JSON for where something else belongs.
    static let json: [String] = [
        "null", "true", "-1", "0", "1.5", "1e400", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
        "\"\"", "[]", "{}", "[[[[1]]]]", #""\u0000""#, #""\ud800""#, #""/s""#, #""//""#, #""/s/none""#, #""/c/large""#,
        #""%2Fs%2Fa""#, #""9223372036854775807-9223372036854775807""#, #""0-9223372036854775807""#,
        #""-9223372036854775807""#, #""5-1""#, #""-0""#, #""bytes=0-1""#, #""0-1,3-4""#, #""-1""#, #""MTIz""#, #""=""#,
        "\"\(String(repeating: "x", count: 5000))\"",
    ]
    /// Manifests that are hard to read whole.
    static let manifests: [String] = [
        String(repeating: "[", count: 100_000), String(repeating: "[{\"path\":", count: 1000),
        "[" + String(repeating: "1,", count: 50_000) + "1]",
        "[" + Array(repeating: #"{"path":"/s/a"}"#, count: 1001).joined(separator: ",") + "]",
        #"[{"path":"/s/a","path":"/s/none","path":["/s/a"]}]"#, #"[{"path":"/s/a","a":1,"b":2}]"#, #"[{}]"#, "[[]]",
        #"[{"data":"MTIz","path":"/s/a"}]"#, #"{"path":"/s/a"}"#, "\u{FEFF}[]", "", " ", "null",
        "[{\"path\": \"/s/a\"}",
    ]

    static let bulkLines: [String] = [
        "/c/none", "c/none", "c", "none", "/", "//", "///c/o", "", " ", "\t\r", "c/%00", "c/%FF", "c/%", "c/%2",
        "%2Fc%2Fnone",
        "c/\u{301}", "c/\u{2028}x", "/AUTH_x/c/o", "c/o?x", "c/+", String(repeating: "/", count: 5000),
        "c/" + String(repeating: "%20", count: 2000), String(repeating: "x", count: 300),
    ]
    /// One more than there may be.
    static let tooManyLines = String(repeating: "c/none\n", count: 10_001)
}
