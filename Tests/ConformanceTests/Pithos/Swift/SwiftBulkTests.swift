import AstakosClient
import HTTPTypes
import Synchronization
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.2, 7.3: many at once.
struct SwiftBulkTests {
    @Test(arguments: [("DELETE", "?bulk-delete=1"), ("POST", "?bulk-delete=true"), ("POST", "?bulk-delete")])
    func listsAreDeletedByEitherMethod(method: String, query: String) async throws {
        let cloud = try await PithosCloud()
        for container in ["c", "empty", "full"] { _ = try await cloud.swift("PUT", container) }
        for name in ["a", "b%20%CF%86", "deep/er"] { _ = try await cloud.swift("PUT", "c/\(name)", body: "x") }
        _ = try await cloud.swift("PUT", "full/o", body: "x")
        let lines = "/c/a\nc/b%20%CF%86\n\n/c/deep/er\r\n/c/none\n/empty\n/nowhere/o\n/nowhere\n/full\n/%FF\n"
        let reply = try await cloud.swift(
            method, query, ["Accept": "application/json", "Content-Type": "text/plain"], body: lines)
        #expect(reply.status == 200)
        let report = try reply.json
        #expect(report["Number Deleted"] == 4)
        #expect(report["Number Not Found"] == 3)
        #expect(report["Errors"] == [["/full", "409 Conflict"], ["/%FF", "412 Precondition Failed"]])
        #expect(report["Response Status"] == "400 Bad Request")
        #expect(try await cloud.swift("GET").text == "c\nfull\n")
    }

    @Test func reportsComeInEveryForm() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        let text = try await cloud.swift("POST", "?bulk-delete", body: "/c/none\n")
        #expect(text["Content-Type"] == "text/plain; charset=utf-8")
        #expect(text.text.contains("Number Deleted: 0\nNumber Not Found: 1\n"))
        #expect(text.text.contains("Response Status: 200 OK\n"))
        let xml = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/xml"], body: "/c\n")
        #expect(xml.text.contains("<delete><number_deleted>1</number_deleted>"))
        let nothing = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/json"])
        #expect(try nothing.json["Response Status"] == "400 Bad Request")
        let many = String(repeating: "/c/o\n", count: 10_001)
        let tooMany = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/json"], body: many)
        #expect(try tooMany.json["Response Status"]?.stringValue?.hasPrefix("413") == true)
        let long = "/c/" + String(repeating: "x", count: 20_000) + "\n/c/none\n"
        let tooLong = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/json"], body: long).json
        #expect(tooLong["Errors"] == [[.string(String(long.prefix(256))), "400 Bad Request"]])
        #expect(tooLong["Number Not Found"] == 1)
    }

    @Test func othersDeleteNothing() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        _ = try await cloud.swift("PUT", "c/o", body: "x")
        #expect(try await cloud.swift("POST", "?bulk-delete", body: "/c/o\n", user: nil).status == 401)
        let reply = try await cloud.swift(
            "POST", "?bulk-delete", ["Accept": "application/json"], body: "/c/o\n/c\n", user: PithosCloud.bob)
        #expect(try reply.json["Errors"] == [["/c/o", "403 Forbidden"], ["/c", "403 Forbidden"]])
        #expect(try await cloud.swift("GET", "c/o").text == "x")
    }

    /// Others write in the container between the portions.
    @Test func manyObjectsGoInPortions() async throws {
        let quota = EndlessQuota()
        let cloud = try await PithosCloud(quota: quota)
        _ = try await cloud.swift("PUT", "c")
        for number in 1...401 { _ = try await cloud.swift("PUT", "c/\(number)", body: "x") }
        let before = quota.issued
        let lines = (1...401).map { "/c/\($0)\n" }.joined() + "/c/1\n/c\n"
        let reply = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/json"], body: lines)
        #expect(try reply.json["Number Deleted"] == 402)
        #expect(try reply.json["Number Not Found"] == 1)
        #expect(quota.issued == before + 3)
    }

    /// Only the byte that ends lines ends a line.
    @Test func namesMayHoldWhatLooksLikeALineEnd() async throws {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift("PUT", "c")
        _ = try await cloud.swift("PUT", "c/a%E2%80%A8b%C2%85c", body: "x")
        let lines = "  /c/a\u{2028}b\u{85}c \t\r\n\n \n"
        let reply = try await cloud.swift("POST", "?bulk-delete", ["Accept": "application/json"], body: lines)
        #expect(try reply.json["Number Deleted"] == 1)
    }
}
