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

    @Test(arguments: ["", "cloud.test", "ftp://cloud.test", "http://", "http:///path"])
    func aBaseURLThatIsNoneIsRefused(baseURL: String) {
        #expect(throws: Fault.self) {
            try HTTPAstakosClient(session: HTTPSession(), baseURL: baseURL, componentToken: Secret("x"))
        }
    }

    private actor Tries {
        private var count = 0
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
