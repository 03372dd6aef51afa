import Crypto
import FoundationEssentials
import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

@testable import PithosAPI

/// openstack.md 7.4: signed addresses.
struct SwiftSignatureTests {
    private static let future: Int64 = 4_000_000_000
    private static let base = "/v1/AUTH_\(PithosCloud.alice)/"

    private func cloud() async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift(
            "POST", "", ["X-Account-Meta-Temp-URL-Key": "klucz ż", "X-Account-Meta-Temp-URL-Key-2": "two"])
        _ = try await cloud.swift("PUT", "c", ["X-Container-Meta-Temp-URL-Key": "inner"])
        _ = try await cloud.swift("PUT", "other")
        _ = try await cloud.swift(
            "PUT", "c/dir/o.txt", ["X-Object-Meta-A": "1", "X-Object-Meta-Public-B": "2"], body: "content")
        return cloud
    }

    private func sha256(_ text: String, key: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8))))
    }

    private func query(
        _ method: String, _ path: String, key: String = "klucz ż", expires: Int64 = future, prefix: String = ""
    ) -> String {
        let signature = Hex.encode(sha256("\(method)\n\(expires)\n\(prefix)\(path)", key: key))
        return "?temp_url_sig=\(signature)&temp_url_expires=\(expires)"
    }

    private func get(_ cloud: PithosCloud, _ query: String, _ path: String = "c/dir/o.txt") async throws -> TestReply {
        try await cloud.swift("GET", path + query, user: nil)
    }

    @Test(arguments: ["", "/pithos/swift"], ["klucz ż", "two", "inner"])
    func whoeverHasTheAddressReads(prefix: String, key: String) async throws {
        let cloud = try await cloud()
        let query = query("GET", prefix + Self.base + "c/dir/o.txt", key: key)
        let reply = try await get(cloud, query)
        #expect(reply.status == 200 && reply.text == "content")
        #expect(reply["Content-Disposition"] == "attachment; filename=\"o.txt\"; filename*=UTF-8''o.txt")
        #expect(reply["Expires"] == "Tue, 02 Oct 2096 07:06:40 GMT")
        #expect(reply["X-Object-Meta-A"] == nil && reply["X-Object-Meta-Public-B"] == "2")
        #expect(try await cloud.swift("HEAD", "c/dir/o.txt" + query, user: nil).status == 200)
        #expect(try await cloud.swift("PUT", "c/dir/o.txt" + query, body: "x", user: nil).status == 401)
        #expect(try await get(cloud, query, "c/dir/other").status == 401)
        #expect(try await get(cloud, query.replacing("temp_url_sig=", with: "temp_url_sig=00")).status == 401)
    }

    @Test func everyFormOfASignatureIsKnown() async throws {
        let cloud = try await cloud()
        let text = "GET\n\(Self.future)\n\(Self.base)c/dir/o.txt"
        let key = SymmetricKey(data: Array("two".utf8))
        let digests: [(String, [UInt8])] = [
            ("sha1", Array(HMAC<Insecure.SHA1>.authenticationCode(for: Array(text.utf8), using: key))),
            ("sha256", sha256(text, key: "two")),
            ("sha512", Array(HMAC<SHA512>.authenticationCode(for: Array(text.utf8), using: key))),
        ]
        for (name, digest) in digests {
            let base64 = Data(digest).base64EncodedString()
            let forms = [
                Hex.encode(digest), "\(name):\(base64)", "\(name):\(base64.replacing("=", with: ""))",
                "\(name):\(base64.replacing("+", with: "-").replacing("/", with: "_"))",
            ]
            for form in forms {
                let query = "?temp_url_sig=\(PercentEncoding.encode(form))&temp_url_expires=\(Self.future)"
                #expect(try await get(cloud, query).status == 200, "\(form)")
            }
        }
    }

    @Test func timesMayBeWrittenAsDates() async throws {
        let cloud = try await cloud()
        let signed = query("GET", Self.base + "c/dir/o.txt")
        let date = signed.replacing("expires=\(Self.future)", with: "expires=2096-10-02T07:06:40Z")
        #expect(try await get(cloud, date).status == 200)
        #expect(try await get(cloud, query("GET", Self.base + "c/dir/o.txt", expires: 1_000_000_000)).status == 401)
        for broken in ["?temp_url_sig=aa", "?temp_url_expires=4000000000", "?temp_url_sig=x&temp_url_expires=y"] {
            #expect(try await get(cloud, broken).status == 401)
        }
    }

    @Test func namesOfDownloadsAreChosen() async throws {
        let cloud = try await cloud()
        let signed = query("GET", Self.base + "c/dir/o.txt")
        #expect(
            try await get(cloud, signed + "&filename=a%20%22%CF%86")["Content-Disposition"]
                == "attachment; filename=\"a %22%CF%86\"; filename*=UTF-8''a%20%22%CF%86")
        #expect(try await get(cloud, signed + "&inline")["Content-Disposition"] == "inline")
        #expect(
            try await get(cloud, signed + "&inline&filename=x")["Content-Disposition"]
                == "inline; filename=\"x\"; filename*=UTF-8''x")
    }

    @Test func prefixesCoverAllBelowThem() async throws {
        let cloud = try await cloud()
        let signed = query("GET", Self.base + "c/dir/", prefix: "prefix:") + "&temp_url_prefix=dir/"
        #expect(try await get(cloud, signed).text == "content")
        _ = try await cloud.swift("PUT", "c/else", body: "x")
        #expect(try await get(cloud, signed, "c/else").status == 401)
        #expect(try await get(cloud, query("GET", Self.base + "c/dir/", prefix: "prefix:")).status == 401)
    }

    @Test func addressesMayBeBoundToANetwork() async throws {
        let cloud = try await cloud()
        // No connection, no address: not inside.
        let signature = Hex.encode(sha256("ip=0.0.0.0/0\nGET\n\(Self.future)\n\(Self.base)c/dir/o.txt", key: "two"))
        let query = "?temp_url_sig=\(signature)&temp_url_expires=\(Self.future)&temp_url_ip_range=0.0.0.0/0"
        #expect(try await get(cloud, query).status == 401)
        #expect(try await get(cloud, query.replacing("&temp_url_ip_range=0.0.0.0/0", with: "")).status == 401)
    }

    @Test(arguments: [
        ("10.0.0.0/8", "10.200.3.4", true), ("10.0.0.0/8", "11.0.0.1", false), ("192.0.2.7", "192.0.2.7", true),
        ("192.0.2.7", "192.0.2.8", false), ("10.0.0.128/25", "10.0.0.200", true),
        ("10.0.0.128/25", "10.0.0.100", false),
        ("fd00::/8", "fd12::1", true), ("fd00::/8", "10.0.0.1", false), ("0.0.0.0/0", "1.2.3.4", true),
    ])
    func networksHoldTheirAddresses(range: String, address: String, isInside: Bool) throws {
        #expect(try #require(AddressRange(range)).contains(address) == isInside)
        for broken in ["", "x", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1"] { #expect(AddressRange(broken) == nil) }
    }

    @Test func writingNeedsItsOwnSignature() async throws {
        let cloud = try await cloud()
        let signed = query("PUT", Self.base + "c/new")
        #expect(try await cloud.swift("PUT", "c/new" + signed, body: "put", user: nil).status == 201)
        #expect(try await cloud.swift("GET", "c/new").text == "put")
        #expect(try await cloud.swift("HEAD", "c/new" + signed, user: nil).status == 200)
        #expect(try await get(cloud, signed, "c/new").status == 401)
        for header in ["X-Object-Manifest", "X-Copy-From"] {
            #expect(try await cloud.swift("PUT", "c/new" + signed, [header: "c/dir/o.txt"], user: nil).status == 400)
        }
        let manifest = try await cloud.swift("PUT", "c/new" + signed + "&multipart-manifest=put", body: "[]", user: nil)
        #expect(manifest.status == 400)
        #expect(
            try await cloud.swift("DELETE", "c/new" + query("DELETE", Self.base + "c/new"), user: nil).status == 204)
    }

    @Test func aContainersKeyEndsAtTheContainer() async throws {
        let cloud = try await cloud()
        _ = try await cloud.swift("PUT", "other/1", body: "outside")
        _ = try await cloud.swift("PUT", "c/in/1", body: "inside")
        _ = try await cloud.swift("PUT", "c/out", ["X-Object-Manifest": "other/1"])
        _ = try await cloud.swift("PUT", "c/within", ["X-Object-Manifest": "c/in/"])
        _ = try await cloud.swift(
            "PUT", "c/static?multipart-manifest=put",
            body: #"[{"path": "/other/1", "range": "0-3"}, {"path": "/other/1"}]"#)
        for name in ["out", "static"] {
            #expect(try await get(cloud, query("GET", Self.base + "c/\(name)"), "c/\(name)").status == 200)
            #expect(
                try await get(cloud, query("GET", Self.base + "c/\(name)", key: "inner"), "c/\(name)").status == 401)
        }
        #expect(try await get(cloud, query("GET", Self.base + "c/within", key: "inner"), "c/within").text == "inside")
        #expect(try await get(cloud, query("GET", Self.base + "other/1", key: "inner"), "other/1").status == 401)
    }

    @Test func anAddressStaysWithItsObject() async throws {
        let cloud = try await cloud()
        for method in ["POST", "DELETE"] {
            let signed = query(method, Self.base + "c/new") + "&bulk-delete"
            #expect(try await cloud.swift(method, "c/new" + signed, body: "/c/dir/o.txt\n", user: nil).status == 400)
        }
        for key in ["klucz ż", "inner"] {
            let signed = query("COPY", Self.base + "c/dir/o.txt", key: key)
            let copy = try await cloud.swift(
                "COPY", "c/dir/o.txt" + signed, ["Destination": "other/copy"], user: nil)
            #expect(copy.status == 401)
        }
        #expect(try await cloud.swift("GET", "other").status == 204)
        #expect(try await cloud.swift("GET", "c/dir/o.txt").text == "content")
    }

    @Test func aContainersKeyDeletesNoSegmentsElsewhere() async throws {
        let cloud = try await cloud()
        _ = try await cloud.swift("PUT", "other/1", body: "outside")
        let entries = #"[{"path": "/other/1", "range": "0-3"}, {"path": "/other/1"}]"#
        _ = try await cloud.swift("PUT", "c/static?multipart-manifest=put", body: entries)
        let path = Self.base + "c/static"
        let inner = query("DELETE", path, key: "inner") + "&multipart-manifest=delete"
        #expect(try await cloud.swift("DELETE", "c/static" + inner, user: nil).status == 400)
        #expect(try await cloud.swift("GET", "other/1").text == "outside")
        let whole = query("DELETE", path) + "&multipart-manifest=delete"
        #expect(try await cloud.swift("DELETE", "c/static" + whole, user: nil).status == 200)
        #expect(try await cloud.swift("GET", "other/1").status == 404)
    }

    @Test(arguments: [253_402_300_799, 9_000_000_000_000, Int64.max])
    func momentsMayBeFarAway(expires: Int64) async throws {
        let cloud = try await cloud()
        let reply = try await get(cloud, query("GET", Self.base + "c/dir/o.txt", expires: expires))
        #expect(reply.status == 200)
        #expect(reply["Expires"] == "Fri, 31 Dec 9999 23:59:59 GMT")
    }
}
