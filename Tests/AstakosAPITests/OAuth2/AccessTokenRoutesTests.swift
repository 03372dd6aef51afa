import APISupport
import Astakos
import HTTPTypes
import TestHTTP
import Testing
import Vocabulary

/// identity.md 8.9: `GET {BASE}/identity/v2.0/tokens/<access token>`.
@Suite struct AccessTokenRoutesTests {
    private static let path = "/astakos/identity/v2.0/tokens/"

    @Test(arguments: ["/a", "/a/b", "/ab"])
    func anAccessTokenTellsItsUserWithoutACatalog(place: String) async throws {
        let oauth = try await OAuthIdentity()
        let token = try await oauth.accessToken()
        let reply = try await oauth.identity.client.send(.get, "\(Self.path)\(token)?belongsTo=\(place)")
        #expect(reply.status == 200)
        let access = try reply.json.object("access")
        #expect(try access.members().keys.sorted() == ["token", "user"])
        #expect(access["token"]?["id"] == .string(token))
        #expect(
            access["token"]?["tenant"] == ["id": .string(oauth.identity.user.uuid.rawValue), "name": "Ada Byron"])
        let expires = try #require(Timestamp(iso8601: try access.object("token").string("expires")))
        #expect(expires > .now() && expires < .now() + .seconds(21))
        #expect(access["user"]?["id"] == .string(oauth.identity.user.uuid.rawValue))
        #expect(access["user"]?["roles"] == [["id": 1, "name": "default"]])
    }

    @Test(arguments: ["?belongsTo=/", "?belongsTo=/b", "?belongsTo=", ""])
    func whatItIsNotGoodForIsNotFound(query: String) async throws {
        let oauth = try await OAuthIdentity()
        let token = try await oauth.accessToken()
        let reply = try await oauth.identity.client.send(.get, "\(Self.path)\(token)\(query)")
        #expect(reply.status == 404)
        #expect(try reply.fault == ["itemNotFound", "Token does not exist"])
    }

    @Test func neitherUsersTokensNorUnknownOnesAreFound() async throws {
        let oauth = try await OAuthIdentity()
        for token in [oauth.identity.token, "nonsense", "%00", "a%2Fb"] {
            let reply = try await oauth.identity.client.send(.get, "\(Self.path)\(token)?belongsTo=/a")
            #expect(reply.status == 404)
        }
    }

    @Test func anAccessTokenIsNoTokenOfTheAPI() async throws {
        let oauth = try await OAuthIdentity()
        let reply = try await oauth.identity.get("authenticate", token: try await oauth.accessToken())
        #expect(try reply.fault == ["unauthorized", "Invalid X-Auth-Token"])
    }

    @Test func theFormOfTheAnswerIsTheOneAskedFor() async throws {
        let oauth = try await OAuthIdentity()
        let token = try await oauth.accessToken()
        let reply = try await oauth.identity.client.send(
            .get, "\(Self.path)\(token)/?belongsTo=/a", headers: [.accept: "application/xml"])
        #expect(reply.text.contains("<token id=\"\(token)\""))
        #expect(!reply.text.contains("serviceCatalog"))
    }

    /// A path is logged and a token is a secret.
    @Test func theTokenIsInNoLog() async throws {
        let oauth = try await OAuthIdentity()
        let token = try await oauth.accessToken()
        let log = LogLines()
        let responder = CloudResponder(oauth.identity.mounts, logger: log.logger)
        let reply = try await TestClient(responder).send(.get, "\(Self.path)\(token)?belongsTo=/a")
        #expect(reply.status == 200)
        #expect(log.lines.contains { $0.contains("/astakos/identity/v2.0/tokens") })
        #expect(!log.lines.contains { $0.contains(token) })
    }
}
