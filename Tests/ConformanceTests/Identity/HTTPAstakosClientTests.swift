import APISupport
import AstakosClient
import HTTPClient
import TestHTTP
import Testing
import Vocabulary

/// What only the client over HTTP has to cope with.
@Suite struct HTTPAstakosClientTests {
    @Test func whenNobodyAnswersTheServiceIsUnavailable() async throws {
        let port = try await TestServer.with(CloudResponder([], logger: .silent)) { $0.port }
        let client = try client(port: port, retries: 1)
        let fault = await #expect(throws: Fault.self) { try await client.authenticate(token: "token") }
        #expect(fault?.kind == .serviceUnavailable)
        #expect(fault?.cause is HTTPClientError)
    }

    @Test func anAnswerThatIsNoneIsNotTheCallersFault() async throws {
        let strange = APIService(ServiceProfile("strange")) { _, _ in .text("<html>") }
        try await TestServer.with(CloudResponder([Mount("", strange)], logger: .silent)) { server in
            let client = try client(port: server.port, retries: 0)
            let fault = await #expect(throws: Fault.self) { try await client.pending() }
            #expect(fault?.kind == .internalServerError)
            #expect(fault?.message == "Unexpected error")
        }
    }

    @Test func aFailingServerIsAskedAgain() async throws {
        let tries = Tries()
        let flaky = APIService(ServiceProfile("flaky")) { _, _ in
            guard await tries.next() > 1 else { throw Fault(.serviceUnavailable, "Not yet.") }
            return .text("[7]", contentType: "application/json")
        }
        try await TestServer.with(CloudResponder([Mount("", flaky)], logger: .silent)) { server in
            let pending = try await client(port: server.port, retries: 1).pending()
            #expect(pending == [CommissionSerial(7)])
        }
    }

    /// Its answer may be what got lost: the first one may have counted.
    @Test(arguments: [(true, 1), (false, 3)])
    func aCommissionThatIsAcceptedAtOnceIsSentOnce(autoAccept: Bool, sent: Int) async throws {
        let tries = Tries()
        let failing = APIService(ServiceProfile("failing")) { _, _ in
            _ = await tries.next()
            throw Fault(.serviceUnavailable, "The answer got lost.")
        }
        try await TestServer.with(CloudResponder([Mount("", failing)], logger: .silent)) { server in
            let client = try client(port: server.port, retries: 2)
            let provision = Provision(holder: UserID("ada"), resource: "cyclades.vm", quantity: 1)
            let fault = await #expect(throws: Fault.self) {
                try await client.issue([provision], name: "test", force: false, autoAccept: autoAccept)
            }
            #expect(fault?.kind == .serviceUnavailable)
        }
        #expect(await tries.count == sent)
    }

    @Test(arguments: ["", "cloud.test", "ftp://cloud.test", "http://", "http:///path"])
    func aBaseURLThatIsNoneIsRefused(baseURL: String) {
        #expect(throws: Fault.self) {
            try HTTPAstakosClient(session: HTTPSession(), baseURL: baseURL, componentToken: Secret("x"))
        }
    }

    private actor Tries {
        private(set) var count = 0
        func next() -> Int {
            count += 1
            return count
        }
    }
}

private func client(port: Int, retries: Int) throws -> HTTPAstakosClient {
    try HTTPAstakosClient(
        session: HTTPSession(), baseURL: "http://127.0.0.1:\(port)", componentToken: Secret("x"), retries: retries)
}
