import Crypto
import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

@testable import PithosAPI

/// openstack.md 7.4: signed forms.
struct SwiftFormTests {
    private static let future: Int64 = 4_000_000_000

    private func cloud() async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("POST", "", ["X-Account-Meta-Temp-URL-Key": "key"])
        _ = try await cloud.swift("PUT", "c", ["X-Container-Meta-Temp-URL-Key": "inner"])
        return cloud
    }

    private func signature(
        _ path: String, redirect: String = "", size: Int = 100, count: Int = 2, expires: Int64 = future,
        key: String = "key"
    ) -> String {
        let text = "\(path)\n\(redirect)\n\(size)\n\(count)\n\(expires)"
        let code = HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8)))
        return Hex.encode(Array(code))
    }

    private func form(_ fields: [(String, String)], files: [(name: String, type: String?, content: String)]) -> String {
        var parts = fields.map { "--B\r\nContent-Disposition: form-data; name=\"\($0.0)\"\r\n\r\n\($0.1)\r\n" }
        for file in files {
            let type = file.type.map { "Content-Type: \($0)\r\n" } ?? ""
            parts.append(
                "--B\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\(file.name)\"\r\n\(type)\r\n\(file.content)\r\n"
            )
        }
        return parts.joined() + "--B--\r\n"
    }

    private func fields(_ signature: String, redirect: String = "", expires: Int64 = future) -> [(String, String)] {
        [
            ("redirect", redirect), ("max_file_size", "100"), ("max_file_count", "2"), ("expires", "\(expires)"),
            ("signature", signature),
        ]
    }

    private func post(_ cloud: PithosCloud, _ path: String, _ body: String) async throws -> TestReply {
        try await cloud.swift(
            "POST", path, ["Content-Type": "multipart/form-data; boundary=B"], body: body, user: nil, chunks: 50)
    }

    private static let path = "/v1/AUTH_\(PithosCloud.alice)/c/in/"

    @Test(arguments: ["", "/pithos/swift"], ["key", "inner"])
    func filesBecomeObjects(prefix: String, key: String) async throws {
        let cloud = try await cloud()
        let body = form(
            fields(signature(prefix + Self.path, key: key)),
            files: [("a; b.txt", "text/x", "one"), ("", nil, ""), ("ü.json", nil, "{}")])
        #expect(try await post(cloud, "c/in/", body).status == 201)
        #expect(try await cloud.swift("GET", "c").text == "in/a; b.txt\nin/ü.json\n")
        let first = try await cloud.swift("GET", "c/in/a;%20b.txt")
        #expect(first.text == "one" && first["Content-Type"] == "text/x")
        #expect(try await cloud.swift("HEAD", "c/in/%C3%BC.json")["Content-Type"] == "application/json")
    }

    @Test func formsLeadBackToWhereTheySay() async throws {
        let cloud = try await cloud()
        let redirect = "https://example.org/done?a=b"
        let good = form(
            fields(signature(Self.path, redirect: redirect), redirect: redirect), files: [("f", nil, "x")])
        let reply = try await post(cloud, "c/in/", good)
        #expect(reply.status == 303)
        #expect(reply["Location"] == redirect + "&status=201&message=")
        let large = form(
            fields(signature(Self.path, redirect: redirect), redirect: redirect),
            files: [("g", nil, String(repeating: "x", count: 101))])
        let refused = try await post(cloud, "c/in/", large)
        #expect(refused["Location"] == redirect + "&status=400&message=max_file_size%20exceeded")
        #expect(try await cloud.swift("HEAD", "c/in/g").status == 404)
    }

    @Test func whatTheFormDoesNotAllowIsRefused() async throws {
        let cloud = try await cloud()
        let good = signature(Self.path)
        let one = [(name: "f", type: String?.none, content: "x")]
        #expect(try await post(cloud, "c/other/", form(fields(good), files: one)).status == 401)
        #expect(try await post(cloud, "c/in/", form(fields("00" + good.dropFirst(2)), files: one)).status == 401)
        #expect(try await post(cloud, "c/in/", form(fields("x"), files: one)).status == 401)
        let past = signature(Self.path, expires: 1_000_000_000)
        #expect(try await post(cloud, "c/in/", form(fields(past, expires: 1_000_000_000), files: one)).status == 401)
        #expect(try await post(cloud, "c/in/", form([("signature", good)], files: one)).status == 400)
        #expect(try await post(cloud, "c/in/", form(fields(good), files: [])).status == 400)
        let three =
            [("1", nil, "x"), ("2", nil, "x"), ("3", nil, "x")] as [(name: String, type: String?, content: String)]
        #expect(try await post(cloud, "c/in/", form(fields(good), files: three)).status == 400)
        #expect(try await cloud.swift("GET", "c").text == "in/1\nin/2\n")
        #expect(try await post(cloud, "", form(fields(good), files: one)).status == 400)
    }

    @Test(arguments: [
        ("form-data; name=\"a\"", "name", "a"), ("form-data; filename=\"x;y.txt\"; name=b", "name", "b"),
        ("form-data; filename=\"x;y.txt\"; name=b", "filename", "x;y.txt"), ("f; name=\"a\\\"b\"", "name", "a\"b"),
        ("f; NAME = c ", "name", "c"), ("f; filename=\"C:\\dir\\f\"", "filename", "C:\\dir\\f"),
        ("f; name", "name", ""),
        ("f; name=\"open", "name", "open"),
    ])
    func parametersOfHeadersAreRead(header: String, name: String, value: String) {
        #expect(HeaderParameters(header)[name] == value)
    }
}
