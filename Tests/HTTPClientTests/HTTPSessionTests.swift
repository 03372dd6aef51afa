import APISupport
import HTTPClient
import HTTPTypes
import HummingbirdCore
import NIOCore
import TestHTTP
import Testing

struct HTTPSessionTests {
    private static let echo = APIService(ServiceProfile("echo", hasStandardHeaders: false)) { request, context in
        switch context.path {
        case "/slow":
            try await Task.sleep(for: .seconds(30))
            return .text("late")
        case "/redirect":
            return .empty(.found, headers: [.location: "/elsewhere"])
        default:
            let body = try await request.body(upTo: 10 << 20)
            var headers: HTTPFields = [.contentType: "text/plain"]
            headers[.known("X-Seen")] =
                "\(request.method) \(context.target.path)?\(context.target.queryText ?? "") \(body.readableBytes) "
                + "\(request.headers[.known("X-Sent")] ?? "-") \(request.headers[.contentType] ?? "-") "
                + "\(request.headers[.expect] ?? "-")"
            return Response(status: .created, headers: headers, body: ResponseBody(byteBuffer: body))
        }
    }

    private func with(
        _ configuration: HTTPSessionConfiguration = HTTPSessionConfiguration(),
        _ body: @escaping @Sendable (HTTPSession, String) async throws -> Void
    ) async throws {
        let cloud = CloudResponder([Mount("", Self.echo)], logger: .silent)
        try await TestServer.with(cloud) { server in
            let session = HTTPSession(configuration)
            try await body(session, "127.0.0.1:\(server.port)")
            await session.close()
        }
    }

    private static func request(
        _ method: HTTPRequest.Method, _ authority: String, _ path: String, _ headers: HTTPFields = [:]
    ) -> HTTPRequest {
        HTTPRequest(method: method, scheme: "http", authority: authority, path: path, headerFields: headers)
    }

    @Test(arguments: ["GET", "PUT", "POST", "DELETE", "COPY"])
    func methodsHeadersAndBodiesArriveAsTheyAre(name: String) async throws {
        let method = try #require(HTTPRequest.Method(name))
        try await with { session, authority in
            let body = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
            let request = Self.request(
                method, authority, "/a/../b//c%2F?x=%20", [.known("X-Sent"): "v", .contentType: "text/x"])
            let reply = try await session.send(request, body: body)
            #expect(reply.status == 201)
            #expect(reply.headers[.known("X-Seen")] == "\(name) /a/../b//c%2F?x=%20 200000 v text/x -")
            #expect(reply.body == body)
        }
    }

    @Test func withoutABodyNothingIsInvented() async throws {
        try await with { session, authority in
            for method in [HTTPRequest.Method.get, .post, .delete] {
                let reply = try await session.send(Self.request(method, authority, "/x"))
                #expect(reply.headers[.known("X-Seen")] == "\(method) /x? 0 - - -")
            }
            let head = try await session.send(Self.request(.head, authority, "/x"))
            #expect(head.status == 201 && head.body.isEmpty)
            // Nothing of the requests before is left in the handle.
            #expect(try await session.send(Self.request(.get, authority, "/y")).status == 201)
        }
    }

    @Test func redirectsAreTheCallersAffair() async throws {
        try await with { session, authority in
            let reply = try await session.send(Self.request(.get, authority, "/redirect"))
            #expect(reply.status == 302)
            #expect(reply.headers[.location] == "/elsewhere")
        }
    }

    @Test func aLateAnswerIsAnErrorOfItsOwn() async throws {
        try await with { session, authority in
            let error = await #expect(throws: HTTPClientError.self) {
                try await session.send(Self.request(.get, authority, "/slow"), timeout: .milliseconds(200))
            }
            guard case .timedOut = error else {
                Issue.record("\(error as Any)")
                return
            }
        }
    }

    @Test func aCancelledTaskEndsItsRequest() async throws {
        let began = ContinuousClock.now
        try await with { session, authority in
            let task = Task { try await session.send(Self.request(.get, authority, "/slow"), timeout: .seconds(25)) }
            try await Task.sleep(for: .milliseconds(100))
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        #expect(began.duration(to: .now) < .seconds(15))
    }

    @Test func anAnswerThatIsTooLargeIsRefused() async throws {
        var configuration = HTTPSessionConfiguration()
        configuration.answerMaxBytes = 1000
        try await with(configuration) { session, authority in
            let body = [UInt8](repeating: 65, count: 1001)
            await #expect(throws: HTTPClientError.answerTooLarge) {
                try await session.send(Self.request(.put, authority, "/x"), body: body)
            }
            let reply = try await session.send(Self.request(.put, authority, "/x"), body: Array(body.dropLast()))
            #expect(reply.body.count == 1000)
        }
    }

    @Test func whereNobodyListensThereIsNoConnection() async throws {
        let session = HTTPSession()
        let error = await #expect(throws: HTTPClientError.self) {
            try await session.send(Self.request(.get, "127.0.0.1:1", "/x"))
        }
        guard case .cannotConnect(let detail) = error else {
            Issue.record("\(error as Any)")
            return
        }
        #expect(!detail.isEmpty)
        await session.close()
        await #expect(throws: HTTPClientError.closed) { try await session.send(Self.request(.get, "x", "/x")) }
    }

    @Test(arguments: ["ftp", "file", nil])
    func otherSchemesAreRefused(scheme: String?) async throws {
        let session = HTTPSession()
        let request = HTTPRequest(method: .get, scheme: scheme, authority: "127.0.0.1", path: "/etc/passwd")
        let error = await #expect(throws: HTTPClientError.self) { try await session.send(request) }
        guard case .badRequest = error else {
            Issue.record("\(error as Any)")
            return
        }
        await session.close()
    }

    @Test func whatWaitsIsBounded() async throws {
        var configuration = HTTPSessionConfiguration()
        configuration.parallelMax = 1
        configuration.waitingMax = 2
        try await with(configuration) { session, authority in
            let outcomes = await withTaskGroup(of: HTTPClientError?.self) { tasks in
                for _ in 0..<10 {
                    tasks.addTask {
                        do {
                            _ = try await session.send(
                                Self.request(.get, authority, "/slow"), timeout: .milliseconds(100))
                            return nil
                        } catch {
                            return error as? HTTPClientError
                        }
                    }
                }
                return await tasks.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.filter { $0 == .busy }.count >= 5)
            #expect(outcomes.filter { if case .timedOut = $0 { true } else { false } }.count >= 2)
        }
    }

    @Test func manyRequestsAtOnceAreAllAnswered() async throws {
        try await with { session, authority in
            try await withThrowingTaskGroup(of: Bool.self) { tasks in
                for number in 0..<200 {
                    tasks.addTask {
                        let body = Array("\(number)".utf8)
                        return try await session.send(Self.request(.put, authority, "/n"), body: body).body == body
                    }
                }
                for try await isSame in tasks { #expect(isSame) }
            }
        }
    }
}
