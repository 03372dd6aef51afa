import APISupport
import AstakosClient
import Foundation
import HTTPTypes
import Logging
import NIOPosix
import PithosAPI
import PithosBackend
import SQLAccess
import Settings
import Synchronization
import TestEngines
import TestHTTP
import Vocabulary

/// The object store behind its routes, without a socket: two users, quota without end.
final class PithosCloud: Sendable {
    let client: TestClient
    let services: PithosServices
    let database: any Database
    let blocks: any BlockStore
    let directory: String?

    static let alice = "11111111-1111-4111-8111-111111111111"
    static let bob = "22222222-2222-4222-8222-222222222222"
    /// The defaults.
    static let settings = PithosSettings()

    convenience init(
        _ engine: TestEngine = .sqlite, blockSize: Int64 = 4 << 20, settings: PithosSettings = settings,
        quota: any QuotaHolder = EndlessQuota(), users: any UserCatalog = AnyUser(),
        authenticator: any TokenAuthenticator = TokenIsUser()
    ) async throws {
        let directory = NSTemporaryDirectory() + "pithos-" + UUID().uuidString
        let blocks = try DirectoryBlockStore(path: directory, blockSize: Int(blockSize), pool: .singleton)
        try await self.init(
            engine, blocks: blocks, directory: directory, settings: settings, quota: quota, users: users,
            authenticator: authenticator)
    }

    /// - Parameter directory: removed with the cloud.
    init(
        _ engine: TestEngine = .sqlite, blocks: any BlockStore, directory: String? = nil,
        settings: PithosSettings = settings, quota: any QuotaHolder = EndlessQuota(),
        users: any UserCatalog = AnyUser(), authenticator: any TokenAuthenticator = TokenIsUser()
    ) async throws {
        self.directory = directory
        self.blocks = blocks
        database = try await engine.fresh(PithosMigrations.all)
        services = PithosServices(
            database: database, blocks: blocks, quota: quota, users: users, settings: settings, logger: .silent)
        let authentication = Authentication(authenticator, isRelayed: true)
        let routes = PithosRoutes(
            services: services, authentication: authentication, baseURL: "http://store.example.org/pithos/",
            views: ViewSettings(cookieName: "_pithos2_a", loginURL: "/astakos/ui/login", faults: FaultFormat()))
        let swift = SwiftRoutes(
            services: services, authentication: Authentication(TokenIsUser()), passwords: OnePassword(),
            baseURL: "http://store.example.org/pithos/swift/")
        client = TestClient(CloudResponder(routes.mounts + swift.mounts, logger: .silent), token: Self.alice)
    }

    deinit { if let directory { try? FileManager.default.removeItem(atPath: directory) } }

    /// - Parameter path: below `object-store/v1`, from the account of the first user where it begins with a letter.
    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], body: String = "", user: String? = alice,
        chunks: Int? = nil
    ) async throws -> TestReply {
        try await send(method, path, headers, bytes: Array(body.utf8), user: user, chunks: chunks)
    }

    /// The same, with a body that may be no text.
    func send(
        _ method: String, _ path: String, _ headers: [String: String] = [:], bytes: [UInt8], user: String? = alice,
        chunks: Int? = nil
    ) async throws -> TestReply {
        var fields = HTTPFields()
        for (name, value) in headers { if let name = HTTPField.Name(name) { fields[name] = value } }
        let target = path.hasPrefix("/") ? path : "/pithos/object-store/v1/\(Self.alice)/\(path)"
        if method == "PUT" || method == "POST", bytes.isEmpty, fields[.contentLength] == nil {
            fields[.contentLength] = "0"
        }
        return try await client.with(token: user)
            .send(
                HTTPRequest.Method(rawValue: method) ?? .get, target, headers: fields, body: bytes, chunks: chunks)
    }

    @discardableResult
    func put(_ path: String, _ body: String, _ headers: [String: String] = [:]) async throws -> TestReply {
        try await send("PUT", path, ["Content-Type": "text/plain"].merging(headers) { $1 }, body: body)
    }
}

/// Alice's password is `secret`.
private struct OnePassword: PasswordAuthenticator {
    func token(email: String, password: String, address: String?) async throws -> String {
        guard email == "a@example.org", password == "secret" else {
            throw Fault(.unauthorized, "Invalid credentials")
        }
        return PithosCloud.alice
    }
}

/// A token is the uuid of its user; only two are valid.
private struct TokenIsUser: TokenAuthenticator {
    func authenticate(token: String) async throws -> Caller {
        guard [PithosCloud.alice, PithosCloud.bob].contains(token) else {
            throw Fault(.unauthorized, "Invalid X-Auth-Token")
        }
        return Caller(
            uuid: UserID(token), username: "a@example.org", email: "a@example.org", realName: "A B", groups: [])
    }
}

private struct AnyUser: UserCatalog {
    func usernames(of users: [UserID]) async throws -> [UserID: String] {
        Dictionary(users.map { ($0, $0.rawValue) }) { first, _ in first }
    }

    func users(named usernames: [String]) async throws -> [String: UserID] { [:] }
}
