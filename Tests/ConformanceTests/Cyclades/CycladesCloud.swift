import APISupport
import AstakosClient
import Cyclades
import CycladesAPI
import Dispatcher
import Foundation
import HTTPTypes
import Logging
import NIOPosix
import PithosAPI
import PithosBackend
import Settings
import Synchronization
import TestEngines
import TestHTTP
import Testing
import VMBackends
import Vocabulary

/// Cyclades, Plankton and Pithos behind their routes, with a simulated backend: users `ann` and `bob`, whose tokens
/// are `token-ann` and `token-bob`.
final class CycladesCloud: Sendable {
    let responder: CloudResponder
    let client: TestClient
    let routes: CycladesRoutes
    let services: CycladesServices
    let backend = SimulatedBackend(mode: .manual)
    let dispatcher: Dispatcher
    private let directory: String

    static let path = "/cyclades/compute/v2.0"

    /// - Parameter port: where the cloud is served, for consoles.
    init(port: Int = 80) async throws {
        directory = NSTemporaryDirectory() + "cyclades-" + UUID().uuidString
        let logger = Logger.silent
        let blocks = try DirectoryBlockStore(path: directory, blockSize: 4096, pool: .singleton)
        let pithos = PithosServices(
            database: try await TestEngine.sqlite.fresh(PithosMigrations.all), blocks: blocks, quota: EndlessQuota(),
            users: NoCatalog(), settings: PithosSettings(), logger: logger)
        let database = try await TestEngine.sqlite.fresh(CycladesMigrations.all)
        services = CycladesServices(
            database: database, quota: EndlessQuota(),
            images: PithosImageStore(catalog: pithos.catalog, blocks: blocks), backend: backend,
            channel: InProcessEventChannel(database: database, logger: logger), settings: CycladesSettings(),
            secretKey: Secret("the tests' key"), logger: logger)
        dispatcher = Dispatcher(services: services, logger: logger)
        let authentication = Authentication(FixedCallers(names: "ann", "bob"), isRelayed: true)
        routes = CycladesRoutes(
            services: services, authentication: authentication, baseURL: "http://127.0.0.1:\(port)/cyclades/")
        let store = PithosRoutes(
            services: pithos, authentication: authentication, baseURL: "http://127.0.0.1:\(port)/pithos/")
        responder = CloudResponder(routes.mounts + store.mounts, logger: logger)
        client = TestClient(responder, token: "token-ann")
        try await services.prepare(backend: "localhost")
        _ = try await services.flavors.create(cpus: 1, memoryMiB: 1024, diskGiB: 20, diskTemplate: "file")
        _ = try await services.networks.createPublic(
            NetworkDraft(owner: nil, name: "public", type: .custom, cidr: "198.51.100.0/24", gateway: "198.51.100.1"),
            backend: "localhost")
    }

    deinit { try? FileManager.default.removeItem(atPath: directory) }

    /// The uuid of a new image of `ann`, uploaded and registered over HTTP.
    func image(_ name: String = "debian", content: String = "fake image") async throws -> String {
        _ = try await client.send(.put, "/pithos/object-store/v1/ann/images", headers: [.contentLength: "0"])
        let upload = try await client.send(
            .put, "/pithos/object-store/v1/ann/images/\(name).img",
            headers: [.contentType: "application/octet-stream"], body: Array(content.utf8))
        #expect(upload.status == 201)
        let reply = try await plankton(
            .post, "images/", ["Name": name, "Location": "pithos://ann/images/\(name).img", "Property-Os": "debian"])
        #expect(reply.status == 200)
        return reply.headers[.known("x-image-meta-id")] ?? ""
    }

    /// - Parameter attributes: headers without `X-Image-Meta-`.
    func plankton(
        _ method: HTTPRequest.Method, _ path: String, _ attributes: [String: String] = [:], token: String = "token-ann"
    ) async throws -> TestReply {
        var headers = HTTPFields()
        for (name, value) in attributes {
            if let name = HTTPField.Name("X-Image-Meta-\(name)") { headers[name] = value }
        }
        if method == .post || method == .put { headers[.contentLength] = "0" }
        return try await client.with(token: token).send(method, "/cyclades/image/v1.0/\(path)", headers: headers)
    }

    /// A new server, told to be there; its id.
    func activeServer(_ name: String = "web") async throws -> Int64 {
        let image = try await image()
        let reply = try await client.send(
            .post, Self.path + "/servers",
            json: "{\"server\": {\"name\": \"\(name)\", \"flavorRef\": 1, \"imageRef\": \"\(image)\"}}")
        #expect(reply.status == 202)
        let id = try #require(try reply.json["server"]?["id"]?.intValue)
        await report(
            "OP_INSTANCE_CREATE", on: id,
            nics: """
                [{"network": "snf-net-1", "ip": "198.51.100.2", "mac": "aa:00:00:11:22:33", "firewall": ""}]
                """)
        return id
    }

    func report(_ opcode: String, on id: Int64, nics: String? = nil, extra: String = "") async {
        let now = Timestamp.now().microseconds
        let nics = nics.map { ", \"nics\": \($0)" } ?? ""
        let verdict = await dispatcher.handle(
            kind: .op,
            body: """
                {"type": "ganeti-op-status", "event_time": [\(now / 1_000_000), \(now % 1_000_000)], "jobId": 1,
                 "operation": "\(opcode)", "status": "success", "logmsg": "", "instance": "snf-\(id)"\(nics)\(extra)}
                """)
        #expect(verdict == .ack)
    }
}

private struct NoCatalog: UserCatalog {
    func usernames(of users: [UserID]) async throws -> [UserID: String] { [:] }
    func users(named usernames: [String]) async throws -> [String: UserID] { [:] }
}
