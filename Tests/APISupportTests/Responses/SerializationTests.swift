import APISupport
import HTTPTypes
import TestHTTP
import Testing

struct SerializationTests {
    let client = TestClient(NoteService.cloud(), token: "token-ann")

    @Test(arguments: [
        ("/notes", nil, "json"), ("/notes?format=xml", nil, "xml"), ("/notes.xml", nil, "xml"),
        ("/notes.xml?format=json", nil, "json"), ("/notes?format=html", "application/xml", "xml"),
        ("/notes", "text/html, application/xml;q=0.1, application/json", "xml"),
        ("/notes", "application/xmlx, */*", "json"), ("/notes.json", "application/xml", "json"),
    ])
    func theFirstWishThatCanBeMetCounts(path: String, accept: String?, form: String) async throws {
        var headers: HTTPFields = [:]
        headers[.accept] = accept
        let reply = try await client.send(.get, "/cloud/notes/v1\(path)", headers: headers)
        #expect(reply.status == 200)
        #expect(reply.headers[.contentType] == "application/\(form); charset=UTF-8")
    }

    @Test func answersOfAnAPIHaveTheirUsualHeaders() async throws {
        let reply = try await client.send(.get, "/cloud/notes/v1/notes")
        #expect(reply.headers[.vary] == "X-Auth-Token")
        #expect(reply.headers[.cacheControl] == "no-cache, no-store, must-revalidate, max-age=0")
        #expect(reply.headers[.contentLength] == "\(reply.body.count)")
        for name: HTTPField.Name in [.date, .expires, .lastModified] {
            #expect(reply.headers[name]?.hasSuffix(" GMT") == true)
        }
    }
}
