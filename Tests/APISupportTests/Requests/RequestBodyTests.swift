import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

struct RequestBodyTests {
    let client = TestClient(NoteService.cloud(), token: "token-ann")
    let path = "/cloud/notes/v1/notes"

    @Test func aGoodBodyIsRead() async throws {
        let reply = try await client.send(.post, path, json: #"{"note": {"text": "hé"}}"#)
        #expect(reply.status == 202)
        #expect(try reply.json.string("note") == "hé")
    }

    @Test(arguments: [
        ("{", "not JSON"), (#"{"note": 5}"#, "note"), (#"{"note": {}}"#, "text"), (#"{"note": {"text": 5}}"#, "text"),
        ("[]", "object"), ("", "not JSON"),
    ])
    func aBadBodyIsABadRequestThatSaysWhy(body: String, word: String) async throws {
        let reply = try await client.send(.post, path, json: body)
        #expect(reply.status == 400)
        #expect(try reply.json.object("badRequest").string("message").contains(word))
    }

    @Test func theMediaTypeMustBeJSON() async throws {
        for type in ["text/plain", "application/xml"] {
            let reply = try await client.send(.post, path, headers: [.contentType: type], body: Array("{}".utf8))
            #expect(try reply.json.object("badRequest").string("message").contains("Content-Type"))
        }
    }

    @Test(arguments: [nil, 65_536])
    func aBodyThatIsTooLargeIsRefused(chunks: Int?) async throws {
        var headers: HTTPFields = [.contentType: "application/json"]
        if chunks != nil { headers[.transferEncoding] = "chunked" }
        let body = [UInt8](repeating: 32, count: (1 << 20) + 1)
        let reply = try await client.send(.post, path, headers: headers, body: body, chunks: chunks)
        #expect(reply.status == 413)
        #expect(try reply.json.object("requestEntityTooLarge").string("message").contains("1 MiB"))
    }
}
