/// What requests nobody would send are made of.
enum FuzzCorpus {
    static let paths = [
        "/", "", "//", "/v1", "/v1/", "/v1//", "/v1///", "/v1/%2F%2F", "/v1/a", "/v1/\(PithosCloud.alice)",
        "/v1/\(PithosCloud.alice)/",
        "/v1/\(PithosCloud.alice)/c", "/v1/\(PithosCloud.alice)/c/", "/v1/\(PithosCloud.alice)//",
        "/v1/\(PithosCloud.alice)/c/o",
        "/v1/\(PithosCloud.alice)/c/o/p", "/v1/\(PithosCloud.alice)/%00/x", "/v1/\(PithosCloud.alice)/c/%00",
        "/v1/\(PithosCloud.alice)/c/%FF",
        "/v1/\(PithosCloud.alice)/%2F/x", "/v1/\(PithosCloud.bob)/c/o", "/v1/%00",
        "/v1/\(PithosCloud.alice)/c/%F4%8F%BF%BF",
    ]
    static let queries = [
        "", "format=json", "format=xml", "hashmap", "update", "limit=-1", "limit=99999999999999999999", "marker=%00",
        "prefix=%00",
        "prefix=%F4%8F%BF%BF", "delimiter=%00", "delimiter=/", "path=/", "path=%FF", "meta=,,!,=,a%3D",
        "meta=a%3C%3Db,!c,d",
        "until=99999999999999999999", "until=1", "until=-5", "version=list", "version=99999999999", "version=-1",
        "shared", "public",
        "ignore_content_type", "X-Auth-Token=nonsense", "&&&=&=",
    ]
    static let headers: [(String, [String])] = [
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
    static let bodies = [
        "", "x", "{}", "[]", "{\"hashes\":[],\"bytes\":0}", "{\"hashes\":[\"zz\"],\"bytes\":5}",
        "{\"hashes\":[1],\"bytes\":1e400}",
        "{\"hashes\":[],\"bytes\":-1}", "{\"hashes\":[],\"bytes\":9223372036854775807}",
        "<object bytes='1'><hash></hash></object>",
        "<!DOCTYPE x><object/>", "<object bytes=\"0\"/>", "--XX\r\n\r\n\r\n--XX--", "--XX--",
        "--XX\r\nContent-Disposition: form-data; name=X-Object-Data\r\n\r\nz",
        String(repeating: "\u{0}", count: 5000),
    ]

    /// Documents that are right, to be broken.
    static let documents = [
        """
        {"block_hash": "sha256", "block_size": 4096, "bytes": 4101, "hashes": [
        "8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8",
        "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"]}
        """,
        """
        <?xml version="1.0"?><object name="o" bytes="5" block_size="4096"><!-- c -->
        <hash>8ed3f6ad685b959ead7022518e1af76cd816f8e8ec7ccdda1ed4018e8f2223f8</hash></object>
        """,
        "--XX\r\nContent-Disposition: form-data; name=\"X-Object-Data\"; filename=\"f\"\r\nContent-Type: a/b\r\n\r\nx\r\n--XX--\r\n",
    ]
    /// Marks that mean something to somebody.
    static let marks = [
        "%", "%00", "%25", "%2F", "/", "?", "&", "=", ",", ";", ":", "\"", "'", "<", ">", "!", "*", "~", "-", "\\", " ",
        "\t", "{", "}", "[", "]", "\u{0}", "\u{7f}", "\u{301}", "\u{ffff}", "\u{10ffff}", "é", "φ", "😀", "1e999",
        "-0", "0x1", "9223372036854775807", "9223372036854775808", "18446744073709551616", "NaN", "null", "\r\n",
        "--XX",
    ]
}
