import APISupport
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

struct APIRouterTests {
    let client = TestClient(NoteService.cloud(), token: "token-ann")

    @Test(arguments: ["/cloud/notes/v1/notes", "/cloud/notes/v1/notes/", "/cloud/notes/v1/notes.json"])
    func aCollectionHasItsEndings(path: String) async throws {
        let reply = try await client.send(.get, path)
        #expect(reply.status == 200)
        #expect(try reply.json.string("owner") == "ann")
    }

    @Test(arguments: [
        "/cloud/notes/v1/notes//", "/cloud/notes/v1//notes", "/cloud/notes/v1/notes/x", "/cloud/notes/v1/notes/7/",
        "/cloud/notes/v1/notes/7.json", "/cloud/notes/v1/NOTES", "/cloud/notes/v1/notes/7/words/",
        "/cloud/notes/v1/notes/%ff/words/x",
    ])
    func aPathThatMatchesNothingIsABadRequestForAnyone(path: String) async throws {
        let reply = try await client.with(token: nil).send(.get, path)
        #expect(reply.status == 400)
        #expect(try reply.json.object("badRequest").string("message") == "API endpoint not found")
    }

    @Test func theServicesOwnPathIsARoute() async throws {
        #expect(try await client.send(.get, "/cloud/notes/v1").text == "root")
        #expect(try await client.send(.get, "/cloud/notes/v1/").text == "root")
        #expect(try await client.send(.get, "/cloud/notes/v1x").status == 404)
    }

    @Test func aKeyTakesTheRestOfThePathDecoded() async throws {
        #expect(try await client.send(.get, "/cloud/notes/v1/notes/7/words/a%2Fb/c%20d").text == "a/b/c d")
    }

    @Test func anIDOutOfRangeIsNotFound() async throws {
        #expect(try await client.send(.get, "/cloud/notes/v1/notes/42").json.int("id") == 42)
        #expect(try await client.send(.get, "/cloud/notes/v1/notes/99999999999999999999").status == 404)
    }

    @Test(arguments: [
        (ServiceProfile.WrongMethod.badRequest, 400, "badRequest"), (.notAllowed, 405, "notAllowed"),
    ])
    func aWrongMethodIsToldBeforeTheTokenIsLookedAt(
        answer: ServiceProfile.WrongMethod, status: Int, name: String
    ) async throws {
        let client = TestClient(NoteService.cloud(ServiceProfile("notes", wrongMethod: answer)))
        let reply = try await client.send(.delete, "/cloud/notes/v1/notes")
        #expect(reply.status == status)
        #expect(reply.headers[.allow] == "GET, POST")
        #expect(try reply.json.object(name).string("message") == "Method not allowed")
    }

    @Test func aBareWrongMethodHasNoBody() async throws {
        let client = TestClient(NoteService.cloud(ServiceProfile("notes", wrongMethod: .bare)))
        let reply = try await client.send(.delete, "/cloud/notes/v1/notes")
        #expect(reply.status == 405)
        #expect(reply.body.isEmpty)
        #expect(reply.headers[.allow] == "GET, POST")
    }

    @Test func aServiceOfItsOwnRoutingGetsThePathUntouched() async throws {
        let service = APIService(ServiceProfile("paths")) { _, context in
            .text("\(context.basePath) \(context.path)")
        }
        let client = TestClient(NoteService.cloud(more: [Mount("/store/", service)]))
        for path in ["/A/C//x", "/A/C/dir/", "/A/C/a%2Fb%20c", "/A/../x", "//A", ""] {
            #expect(try await client.send(.get, "/store\(path)?x=1").text == "/store \(path)")
        }
    }
}
