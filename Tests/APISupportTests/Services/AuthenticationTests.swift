import APISupport
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

struct AuthenticationTests {
    let client = TestClient(NoteService.cloud())
    let path = "/cloud/notes/v1/notes"

    @Test func theQueryComesBeforeTheHeaderUnlessItIsEmpty() async throws {
        let header: HTTPFields = [.authToken: "token-bob"]
        #expect(
            try await client.send(.get, "\(path)?X-Auth-Token=token-ann", headers: header).json.string("owner") == "ann"
        )
        #expect(try await client.send(.get, "\(path)?X-Auth-Token=", headers: header).json.string("owner") == "bob")
        #expect(try await client.send(.get, path, headers: header).json.string("owner") == "bob")
    }

    @Test func noTokenIsUnauthorized() async throws {
        for headers: HTTPFields in [[:], [.authToken: ""]] {
            let reply = try await client.send(.get, path, headers: headers)
            #expect(reply.status == 401)
            #expect(
                try reply.json.object("unauthorized").string("message") == "Access denied. No authentication token")
        }
    }

    @Test func aRefusalIsCalledFaultWhereItIsRelayed() async throws {
        #expect(try await client.with(token: "junk").send(.get, path).json["unauthorized"] != nil)
        let relaying = TestClient(NoteService.cloud(isRelayed: true), token: "junk")
        let reply = try await relaying.send(.get, path)
        #expect(reply.status == 401)
        #expect(try reply.json.object("fault").int("code") == 401)
        #expect(try await relaying.with(token: nil).send(.get, path).json["unauthorized"] != nil)
    }
}
