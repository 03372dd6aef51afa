public import HTTPClient
import HTTPTypes
public import Vocabulary

/// Astakos in another process, asked over HTTP with the token of one component: what the in-process services are
/// beside it. Source: identity.md appendix A.
///
/// What it says as `TokenAuthenticator`, `UserCatalog` and `QuotaHolder` is in files of their own.
public struct HTTPAstakosClient: Sendable {
    let session: HTTPSession
    let base: BaseURL
    let componentToken: Secret
    /// How often a call is repeated that got no answer, or one of 500 and above, where it may be.
    let retries: Int
    /// Of one try, from the moment it is sent.
    let timeout: Duration

    /// - Parameters:
    ///   - baseURL: `ASTAKOS_BASE_URL`, may have a path.
    ///   - componentToken: what `component-add` gave this component.
    /// - Throws: badRequest for a base URL that is none.
    public init(
        session: HTTPSession, baseURL: String, componentToken: Secret, retries: Int = 2,
        timeout: Duration = .seconds(10)
    ) throws {
        self.session = session
        base = try BaseURL(baseURL)
        self.componentToken = componentToken
        self.retries = retries
        self.timeout = timeout
    }

    /// Sends a request and waits for its answer, whatever the answer says.
    ///
    /// - Parameters:
    ///   - path: below the base URL's own, with the query.
    ///   - token: the component's when nil.
    ///   - isRepeatable: whether doing it twice does no harm. What is not is sent again only as long as nobody took it.
    /// - Throws: serviceUnavailable when there is no answer, or only answers of 500 and above.
    func send(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, body: JSONValue? = nil,
        isRepeatable: Bool = true
    ) async throws
        -> HTTPReply
    {
        var headers: HTTPFields = [.authToken: token ?? componentToken.exposed]
        if body != nil { headers[.contentType] = "application/json" }
        let bytes = body.map { Array(JSONWriter.text($0).utf8) } ?? []
        return try await send(method, path, headers: headers, bytes: bytes, isRepeatable: isRepeatable)
    }

    /// The same with headers and a body as they are.
    func send(
        _ method: HTTPRequest.Method, _ path: String, headers: HTTPFields, bytes: [UInt8], isRepeatable: Bool
    ) async throws -> HTTPReply {
        var headers = headers
        headers[.accept] = "application/json"
        let request = HTTPRequest(
            method: method, scheme: base.scheme, authority: base.authority, path: base.path + path,
            headerFields: headers)
        var failure: (any Error)?
        for attempt in 0...retries {
            if attempt > 0 { try await Task.sleep(for: .milliseconds(50 << attempt)) }
            do {
                let reply = try await session.send(request, body: bytes, timeout: timeout)
                if reply.status < 500 { return reply }
                failure = Fault(reply)
                guard isRepeatable else { break }
            } catch let error as HTTPClientError {
                failure = error
                guard isRepeatable || error.wasNotSent else { break }
            }
        }
        throw Fault(.serviceUnavailable, "The identity service does not answer. Try again later.", cause: failure)
    }

    /// The JSON of a successful answer.
    ///
    /// - Throws: the fault of another one; internalServerError for an answer that is no JSON.
    func sendJSON(
        _ method: HTTPRequest.Method, _ path: String, token: String? = nil, body: JSONValue? = nil,
        isRepeatable: Bool = true
    )
        async throws -> JSONValue
    {
        let reply = try await send(method, path, token: token, body: body, isRepeatable: isRepeatable)
        guard (200..<300).contains(reply.status) else { throw Fault(reply) }
        return try Self.decoded(path) { try JSONValue(parsing: reply.body) }
    }

    /// Reads an answer; one that does not hold what it should is no fault of whoever called us.
    static func decoded<Value>(_ path: String, _ read: () throws -> Value) throws -> Value {
        do {
            return try read()
        } catch {
            throw Fault(.internalServerError, "Unexpected error", cause: UnexpectedAnswer(path: path, reason: error))
        }
    }
}

extension HTTPClientError {
    /// Whether the server cannot have seen the request.
    fileprivate var wasNotSent: Bool {
        switch self {
        case .badRequest, .cannotConnect, .busy, .closed: true
        case .timedOut, .tlsFailed, .answerTooLarge, .failed: false
        }
    }
}

/// Astakos answered something else than its contract says.
struct UnexpectedAnswer: Error {
    var path: String
    var reason: any Error
}

extension HTTPField.Name {
    static let authToken: HTTPField.Name = {
        guard let name = HTTPField.Name("X-Auth-Token") else { preconditionFailure("X-Auth-Token is a header's name") }
        return name
    }()
}
