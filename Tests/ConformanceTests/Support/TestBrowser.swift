import HTTPTypes
import TestHTTP
import Vocabulary

/// Goes where it is sent, as a browser does, with cookies for each host.
actor TestBrowser {
    private let client: TestClient
    private var cookies: [String: [String: String]] = [:]
    /// The addresses of the last visit, in their order.
    private(set) var visited: [String] = []
    /// Names of cookies that were sent, by host.
    private(set) var sent: [String: Set<String>] = [:]

    struct TooManyRedirects: Error {
        var visited: [String]
    }

    init(_ client: TestClient) {
        self.client = client
    }

    /// Has a cookie from before.
    func keep(_ name: String, _ value: String, of url: String) {
        cookies[WebOrigin(url: url).host, default: [:]][name] = value
    }

    /// Visits an address and all it leads to.
    ///
    /// - Parameter stop: does not follow a redirect that leads to an address which holds this text.
    func visit(
        _ url: String, _ method: HTTPRequest.Method = .get, _ headers: HTTPFields = [:], form: String? = nil,
        stop: String? = nil
    ) async throws -> TestReply {
        visited = []
        var (url, method, form) = (url, method, form)
        while visited.count < 20 {
            visited.append(url)
            let reply = try await ask(url, method, headers, form: form)
            guard let location = Self.target(of: reply) else { return reply }
            let next = location.hasPrefix("/") ? WebOrigin(url: url).url + location : location
            if let stop, next.contains(stop) {
                visited.append(next)
                return reply
            }
            if method == .post { (method, form) = (.get, nil) }
            url = next
        }
        throw TooManyRedirects(visited: visited)
    }

    /// Where an answer leads: a redirect, or a page that goes on by itself.
    private static func target(of reply: TestReply) -> String? {
        if (301...303).contains(reply.status) { return reply.headers[.location] }
        guard reply.status == 200, reply.headers[.contentType]?.hasPrefix("text/html") == true,
            let found = reply.text.firstMatch(of: /http-equiv="refresh" content="0;url=([^"]*)"/)
        else { return nil }
        return String(found.1).replacing("&amp;", with: "&")
    }

    private func ask(
        _ url: String, _ method: HTTPRequest.Method, _ headers: HTTPFields, form: String?
    ) async throws -> TestReply {
        let origin = WebOrigin(url: url)
        var headers = headers
        let own = cookies[origin.host] ?? [:]
        sent[origin.host, default: []].formUnion(own.keys)
        if !own.isEmpty { headers[.cookie] = own.map { "\($0)=\($1)" }.joined(separator: "; ") }
        if form != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        var client = client
        client.authority = origin.authority
        let path = String(url.dropFirst(origin.url.count))
        let reply = try await client.send(
            method, path.isEmpty ? "/" : path, headers: headers, body: Array((form ?? "").utf8))
        for header in reply.headers[values: .setCookie] {
            let pair = header.prefix { $0 != ";" }.split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            cookies[origin.host, default: [:]][String(pair[0])] = String(pair[1])
        }
        return reply
    }
}
