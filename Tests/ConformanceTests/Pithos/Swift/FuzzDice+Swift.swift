/// A request to the Swift profile.
struct SwiftFuzzRequest: Sendable {
    var method: String
    /// Below the account of the first user; from the host's root where it begins with a slash.
    var path: String
    var headers: [String: String] = [:]
    var body: [UInt8] = []
    var user: String? = PithosCloud.alice
}

/// What a run is aimed at. One request in four of each kind is right, so that what lies behind a reader is met too.
enum SwiftFuzzKind: String, CaseIterable, Sendable {
    case anything, manifest, bulk, form, address, access, listing, copy
}

extension FuzzDice {
    mutating func swiftRequest(_ kind: SwiftFuzzKind) -> SwiftFuzzRequest {
        let isRight = chance(25)
        var request =
            switch kind {
            case .anything: anything(isRight)
            case .manifest: manifest(isRight)
            case .bulk: bulk(isRight)
            case .form: form(isRight)
            case .address: address(isRight)
            case .access: access(isRight)
            case .listing: listing(isRight)
            case .copy: copy(isRight)
            }
        request.path = Self.target(request.path)
        guard !isRight else { return request }
        if chance(10) { request.user = any([nil, PithosCloud.bob]) }
        if chance(20) { request.body = spoiled(request.body) }
        if chance(20) { request.headers.merge(headers(SwiftFuzzCorpus.headers)) { $1 } }
        if !request.body.isEmpty { request.headers["Content-Length"] = nil }
        return request
    }

    /// Some parameters and the question mark before them; nothing where there are none.
    private mutating func query(_ corpus: [(String, [String])], _ counts: ClosedRange<Int>) -> String {
        var parts: [String] = []
        for _ in 0..<roll(counts) {
            let (name, values) = any(corpus)
            let value = any(values)
            parts.append("\(name)=\(chance(20) ? broken(value) : value)")
        }
        return parts.isEmpty ? "" : "?" + parts.joined(separator: "&")
    }

    private mutating func anything(_ isRight: Bool) -> SwiftFuzzRequest {
        if isRight { return SwiftFuzzRequest(method: any(["GET", "HEAD"]), path: "c") }
        var path = any(SwiftFuzzCorpus.paths)
        if chance(20) { path = broken(path) }
        return SwiftFuzzRequest(
            method: any(SwiftFuzzCorpus.methods), path: path + query(SwiftFuzzCorpus.queries, 0...3),
            headers: headers(FuzzCorpus.headers + SwiftFuzzCorpus.headers), body: Array(body().utf8))
    }

    // MARK: - Manifests

    private mutating func manifest(_ isRight: Bool) -> SwiftFuzzRequest {
        let target = "c/made?multipart-manifest=put"
        guard !isRight else {
            return SwiftFuzzRequest(method: "PUT", path: target, body: Array(SwiftFuzzCorpus.rightManifest.utf8))
        }
        switch roll(0...9) {
        case 0: return SwiftFuzzRequest(method: "PUT", path: target, body: Array(any(SwiftFuzzCorpus.manifests).utf8))
        case 1...2:
            // What was made before is read, taken in parts and deleted, in all the ways there are.
            return SwiftFuzzRequest(
                method: any(SwiftFuzzCorpus.methods), path: "c/made" + query(SwiftFuzzCorpus.queries, 1...3),
                headers: headers())
        default:
            let entries = (1...roll(1...4)).map { _ in entry() }
            let text = "[" + entries.joined(separator: ",") + "]"
            return SwiftFuzzRequest(
                method: "PUT", path: any([target, "c/large?multipart-manifest=put"]),
                headers: chance(20) ? ["Accept": "application/json"] : [:],
                body: Array((chance(30) ? broken(text) : text).utf8))
        }
    }

    /// One entry, each of its members there or not, right or not.
    private mutating func entry() -> String {
        if chance(10) { return any(SwiftFuzzCorpus.json) }
        let right: [(String, String)] = [
            ("path", any([#""/s/a""#, #""s/b""#, #""/c/large""#])), ("etag", "null"),
            ("size_bytes", any(["10", "5000"])),
            ("range", any([#""0-3""#, #""-2""#, #""5-""#])), ("data", #""MTIz""#),
            (any(["teag", "", "p\\u0000"]), "1"),
        ]
        var members: [String] = []
        for (index, (name, value)) in right.enumerated() where chance([95, 30, 30, 40, 8, 5][index]) {
            members.append("\"\(name)\": \(chance(30) ? any(SwiftFuzzCorpus.json) : value)")
        }
        if chance(10), let first = members.first { members.append(first) }
        return "{" + members.joined(separator: ", ") + "}"
    }

    // MARK: - Lists of what to delete

    private mutating func bulk(_ isRight: Bool) -> SwiftFuzzRequest {
        var request = SwiftFuzzRequest(method: any(["POST", "DELETE"]), path: "?bulk-delete")
        if isRight {
            request.body = Array("/c/none\n/none/o\n".utf8)
        } else if chance(5) {
            request.body = Array(SwiftFuzzCorpus.tooManyLines.utf8)
        } else {
            let lines = (1...roll(1...20)).map { _ in
                let line = any(SwiftFuzzCorpus.bulkLines)
                return chance(30) ? broken(line) : line
            }
            request.body = Array(lines.joined(separator: any(["\n", "\r\n", "\n\n", "\r", "\u{2028}"])).utf8)
            request.path = any(["?bulk-delete", "c/o?bulk-delete=1", "?bulk-delete&format=xml"])
            request.headers = headers(SwiftFuzzCorpus.headers)
        }
        return request
    }

    // MARK: - Lists of who may, listings, copies

    private mutating func access(_ isRight: Bool) -> SwiftFuzzRequest {
        let names = ["X-Container-Read", "X-Container-Write"]
        var request = SwiftFuzzRequest(method: any(["PUT", "POST"]), path: "c")
        guard !isRight else {
            request.headers = ["X-Container-Read": any(SwiftFuzzCorpus.rightLists)]
            return request
        }
        for name in names where chance(70) {
            let list = any(SwiftFuzzCorpus.lists) + "," + any(SwiftFuzzCorpus.lists)
            request.headers[name] = chance(50) ? broken(list) : list
        }
        guard chance(40) else { return request }
        // Whoever is not logged in is judged by what was set before.
        return SwiftFuzzRequest(
            method: any(["GET", "HEAD"]), path: any(["c", "c/o"]),
            headers: ["Referer": broken(any(["http://a.example.org/x", "http://u:p@bad.example.org:80/"]))], user: nil)
    }

    private mutating func listing(_ isRight: Bool) -> SwiftFuzzRequest {
        let path = any(["", "c", "s"])
        guard !isRight else { return SwiftFuzzRequest(method: "GET", path: path + "?format=json&limit=2&marker=a") }
        return SwiftFuzzRequest(
            method: any(["GET", "GET", "HEAD"]), path: path + query(SwiftFuzzCorpus.listing, 1...5),
            headers: chance(30) ? headers(SwiftFuzzCorpus.headers.filter { $0.0 == "Accept" }) : [:])
    }

    private mutating func copy(_ isRight: Bool) -> SwiftFuzzRequest {
        guard !isRight else { return SwiftFuzzRequest(method: "PUT", path: "c/new", headers: ["X-Copy-From": "c/o"]) }
        let names = ["X-Copy-From", "X-Copy-From-Account", "Destination", "Destination-Account", "X-Fresh-Metadata"]
        let corpus = SwiftFuzzCorpus.headers.filter { names.contains($0.0) } + FuzzCorpus.headers.prefix(4)
        let isPut = chance(50)
        var sent = headers(corpus)
        let place = any(["c/o", "c/large", "c/dynamic", "c/none"])
        if sent.isEmpty || chance(60) {
            sent[isPut ? "X-Copy-From" : "Destination"] = chance(70) ? place : broken(place)
        }
        return SwiftFuzzRequest(
            method: isPut ? "PUT" : "COPY",
            path: any(["c/o", "c/new", "c/large", "c/dynamic"]) + query(SwiftFuzzCorpus.queries, 0...2), headers: sent)
    }
}
