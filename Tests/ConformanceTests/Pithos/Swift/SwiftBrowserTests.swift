import HTTPTypes
import TestEngines
import TestHTTP
import Testing
import Vocabulary

/// openstack.md 7.4: pages of other sites, and quotas of containers.
struct SwiftBrowserTests {
    private func cloud(_ origins: String) async throws -> PithosCloud {
        let cloud = try await PithosCloud()
        _ = try await cloud.swift(
            "PUT", "c",
            [
                "X-Container-Meta-Access-Control-Allow-Origin": origins,
                "X-Container-Meta-Access-Control-Max-Age": "5",
                "X-Container-Meta-Access-Control-Expose-Headers": "X-Extra",
            ])
        _ = try await cloud.swift("PUT", "c/o", ["X-Object-Meta-Colour": "red"], body: "content")
        return cloud
    }

    @Test(
        arguments: [
            ("*", "https://a.org", "*"), ("https://a.org https://b.org", "https://b.org", "https://b.org"),
            ("https://a.org", "https://b.org", nil),
        ] as [(String, String, String?)])
    func sitesThatAreNamedMayAsk(origins: String, origin: String, allowed: String?) async throws {
        let cloud = try await cloud(origins)
        let asked = [
            "Origin": origin, "Access-Control-Request-Method": "PUT", "Access-Control-Request-Headers": "x-auth-token",
        ]
        let preflight = try await cloud.swift("OPTIONS", "c/o", asked, user: nil)
        #expect(preflight.status == (allowed == nil ? 401 : 200))
        #expect(preflight["Access-Control-Allow-Origin"] == allowed)
        if allowed != nil {
            #expect(preflight["Access-Control-Max-Age"] == "5")
            #expect(preflight["Access-Control-Allow-Headers"] == "x-auth-token")
            #expect(preflight["Access-Control-Allow-Methods"]?.contains("PUT") == true)
        }
        let get = try await cloud.swift("GET", "c/o", ["Origin": origin])
        #expect(get.status == 200)
        #expect(get["Access-Control-Allow-Origin"] == allowed)
        let exposed = (get["Access-Control-Expose-Headers"] ?? "").split(separator: ", ")
        #expect(exposed.contains("x-object-meta-colour") == (allowed != nil))
        #expect(exposed.contains("X-Extra") == (allowed != nil))
    }

    @Test func preflightsThatAskNothingAreAnsweredSo() async throws {
        let cloud = try await cloud("*")
        let plain = try await cloud.swift("OPTIONS", "c/o", user: nil)
        #expect(plain.status == 200 && plain["Allow"] == "GET, HEAD, PUT, POST, DELETE, COPY")
        let origin = ["Origin": "https://a.org"]
        #expect(try await cloud.swift("OPTIONS", "c/o", origin, user: nil).status == 401)
        let odd = origin.merging(["Access-Control-Request-Method": "LICK"]) { $1 }
        #expect(try await cloud.swift("OPTIONS", "c/o", odd, user: nil).status == 401)
        let get = origin.merging(["Access-Control-Request-Method": "GET"]) { $1 }
        #expect(try await cloud.swift("OPTIONS", "", get, user: nil).status == 401)
        #expect(try await cloud.swift("OPTIONS", "none/o", get, user: nil).status == 401)
    }

    @Test func aContainersOwnerBoundsIt() async throws {
        let cloud = try await PithosCloud()
        for header in ["X-Container-Meta-Quota-Bytes", "X-Container-Meta-Quota-Count"] {
            #expect(try await cloud.swift("PUT", "bad", [header: "x"]).status == 400)
        }
        _ = try await cloud.swift("PUT", "c", ["X-Container-Meta-Quota-Bytes": "10"])
        #expect(try await cloud.swift("PUT", "c/o", body: "1234567890").status == 201)
        #expect(try await cloud.swift("PUT", "c/p", body: "1").status == 413)
        // The same quota holds for Pithos' clients.
        #expect(try await cloud.put("c/p", "1").status == 413)
        _ = try await cloud.swift("POST", "c", ["X-Remove-Container-Meta-Quota-Bytes": "x"])
        #expect(try await cloud.swift("PUT", "c/p", body: "1").status == 201)
        _ = try await cloud.swift("POST", "c", ["X-Container-Meta-Quota-Count": "2"])
        #expect(try await cloud.swift("PUT", "c/q", body: "1").status == 413)
        #expect(try await cloud.swift("COPY", "c/p", ["Destination": "c/q"]).status == 413)
        #expect(try await cloud.swift("PUT", "c/p", body: "2").status == 201)
        _ = try await cloud.swift(
            "POST", "c", ["X-Container-Meta-Quota-Count": "", "X-Container-Meta-Quota-Bytes": "0"])
        #expect(try await cloud.swift("PUT", "c/q", body: "1").status == 413)
    }
}
