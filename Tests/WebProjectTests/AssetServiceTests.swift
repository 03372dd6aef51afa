import APISupport
import HTTPTypes
import TestHTTP
import Testing

@testable import WebProject

/// web/README.md, Caching.
struct AssetServiceTests {
    private let catalog = AssetCatalog(
        folders: [],
        made: ["index.html": "<p>", "shared/main.js": "start();", "shared/scheme.js": "", "a/b.css": "p {}"])

    private var client: TestClient {
        TestClient(
            CloudResponder([Mount(AssetService.path, AssetService(catalog: catalog).service)], logger: .silent))
    }

    @Test func underItsVersionAFileIsKept() async throws {
        let reply = try await client.send(.get, "\(AssetService.address(of: catalog))/shared/main.js")
        #expect(reply.status == 200)
        #expect(reply.text == "start();")
        #expect(reply.headers[.contentType] == "text/javascript; charset=utf-8")
        #expect(reply.headers[.cacheControl] == "public, max-age=31536000, immutable")
    }

    @Test func withoutAVersionAFileIsAskedForAgain() async throws {
        let reply = try await client.send(.get, "/static/shared/main.js")
        #expect(reply.status == 200)
        #expect(reply.headers[.cacheControl] == "no-cache")
        let tag = try #require(reply.headers[.eTag])
        let again = try await client.send(.get, "/static/shared/main.js", headers: [.ifNoneMatch: tag])
        #expect(again.status == 304)
        #expect(again.body.isEmpty)
    }

    @Test(arguments: ["v-0123456789abcdef/shared/main.js", "v-/shared/main.js", "shared/none.js", ""])
    func whatIsOfAnotherVersionIsNotThere(path: String) async throws {
        #expect(try await client.send(.get, "/static/\(path)").status == 404)
    }

    @Test func theVersionIsThatOfAllFiles() {
        let other = AssetCatalog(folders: [], made: ["index.html": "<p>", "shared/main.js": "start()"])
        #expect(other.version != catalog.version)
        #expect(
            AssetCatalog(folders: [], made: ["a": "x", "b": ""]).version
                == AssetCatalog(folders: [], made: ["b": "", "a": "x"]).version)
    }

    @Test func thePageNamesItsFilesByTheirVersionAndAsksForSharedModulesAtOnce() {
        let index = Asset(
            Array(#"<head><script src="/static/shared/main.js"></script></head><p>/static/</p>"#.utf8),
            path: "index.html")
        let address = AssetService.address(of: catalog)
        #expect(
            String(decoding: ShellPage.make(index, of: catalog), as: UTF8.self) == """
                <head><script src="\(address)/shared/main.js"></script>  <link rel="modulepreload" \
                href="\(address)/shared/main.js">
                </head><p>/static/</p>
                """)
    }
}
