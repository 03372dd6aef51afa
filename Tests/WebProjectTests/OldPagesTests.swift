import APISupport
import HTTPTypes
import TestHTTP
import Testing

@testable import WebProject

/// compute.md 1.2, identity.md 6.
struct OldPagesTests {
    private let old = OldPages(profile: ServiceProfile("pages", wrongMethod: .notAllowed))

    private func client(_ mounts: [Mount]) -> TestClient { TestClient(CloudResponder(mounts, logger: .silent)) }

    @Test(arguments: ["/cyclades", "/cyclades/"])
    func theAddressOfCycladesLeadsForGoodToItsPage(path: String) async throws {
        let client = client(old.cyclades("/cyclades"))
        let reply = try await client.send(.get, path)
        #expect(reply.status == 301)
        #expect(reply.headers[.location] == "/cyclades/ui/")
        #expect(try await client.send(.head, path).status == 301)
        #expect(try await client.send(.delete, path).status == 405)
        let page = try await client.send(.get, "/cyclades/ui/")
        #expect(page.status == 302)
        #expect(page.headers[.location] == "/ui/machines")
        #expect(page.headers[.cacheControl] == "no-store")
    }

    @Test func belowThemThereIsNothing() async throws {
        let client = client(old.cyclades("/cyclades"))
        for path in ["/cyclades/x", "/cyclades/ui/x", "/cyclades//"] {
            #expect(try await client.send(.get, path).status == 400, "\(path)")
        }
    }

    @Test func aCloudWithoutAPathForCycladesKeepsItsOwnFirstPage() async throws {
        let client = client(old.cyclades("") + [old.start("/pithos/ui", leadsTo: "/ui/files")])
        #expect(try await client.send(.get, "/").status == 404)
        #expect(try await client.send(.get, "/ui").headers[.location] == "/ui/machines")
        #expect(try await client.send(.get, "/pithos/ui").headers[.location] == "/ui/files")
    }
}
