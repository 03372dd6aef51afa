import Crypto
import FoundationEssentials
import Vocabulary

/// Forms and addresses that are signed with a key of the account, `key`, or of the container, `inner`.
extension FuzzDice {
    // MARK: - Forms

    mutating func form(_ isRight: Bool) -> SwiftFuzzRequest {
        let path = isRight ? "c/in/" : any(["c/in/", "c", "c/", "", "none/", "c/%00", "c/%FF", "c/o"])
        var fields: [(String, String)] = [
            ("redirect", any(["", "https://example.org/?a"])), ("max_file_size", "100"), ("max_file_count", "2"),
            ("expires", "4000000000"), ("x_delete_after", "1000"),
        ]
        if !isRight {
            for index in fields.indices where chance(15) { fields[index].1 = any(SwiftFuzzCorpus.numbers) }
            if chance(20) { fields.remove(at: roll(0...(fields.count - 1))) }
            if chance(10) { fields.append((any(SwiftFuzzCorpus.names), any(SwiftFuzzCorpus.names))) }
        }
        let texts = ["redirect", "max_file_size", "max_file_count", "expires"].map { name in
            fields.first { $0.0 == name }?.1 ?? ""
        }
        let signed = (["/v1/AUTH_\(PithosCloud.alice)/\(path)"] + texts).joined(separator: "\n")
        let signature = isRight ? Self.signature(of: signed, key: "key") : oddSignature(of: signed)
        fields.append(("signature", signature))
        let parts = fields.map { Self.part("name=\"\($0)\"", $1) } + (isRight ? [Self.rightFile] : oddFiles())
        return request(path, parts, isRight)
    }

    private mutating func request(_ path: String, _ parts: [String], _ isRight: Bool) -> SwiftFuzzRequest {
        var type = "multipart/form-data; boundary=B"
        let whole = parts.joined()
        var body = whole + "--B--\r\n"
        if !isRight {
            if chance(20) { type = any(Self.oddTypes) }
            if chance(20) {
                let bodies: [String] = [
                    whole, "\(whole)--B", "\(whole)--B-", "\r\n\(body)", "\(body)\(body)", "--B", "--B--",
                    "--B\r\n" + String(repeating: "h: v\r\n", count: 4000), body.replacing("\r\n", with: "\n"),
                ]
                body = any(bodies)
            }
            if chance(25) { body = broken(body) }
        }
        return SwiftFuzzRequest(
            method: "POST", path: path, headers: ["Content-Type": type], body: Array(body.utf8), user: nil)
    }

    private static let oddTypes: [String] = [
        "multipart/form-data; boundary=\"B\"", "multipart/form-data; boundary=BB", "multipart/form-data;boundary",
        "multipart/form-data; boundary=\(String(repeating: "B", count: 201))", "multipart/form-data; boundary=\u{301}",
    ]

    private static func part(_ disposition: String, _ content: String, type: String? = nil) -> String {
        let type = type.map { "Content-Type: \($0)\r\n" } ?? ""
        return "--B\r\nContent-Disposition: form-data; \(disposition)\r\n\(type)\r\n\(content)\r\n"
    }

    private static let rightFile = part("name=\"f\"; filename=\"f.txt\"", "content")

    private mutating func oddFiles() -> [String] {
        (0..<roll(0...3)).map { _ in
            let content = any(Self.oddContents)
            return Self.part("name=\"f\"; filename=\"\(any(Self.oddNames))\"", content, type: any(Self.oddFileTypes))
        }
    }

    private static let oddNames: [String] = [
        "f.txt", "f", "", "a\u{0}b", "../x", "ü", "\\", "x\\\"y", ".", String(repeating: "n", count: 1100),
    ]
    private static let oddContents: [String] = [
        "", "x", "\r\n", "\r\n--", "\r\n--A", "--B", String(repeating: "x", count: 101),
    ]
    private static let oddFileTypes: [String?] = [
        nil, "text/x", "a\u{0}b", "", "\u{301}", String(repeating: "t", count: 300),
    ]

    // MARK: - Addresses

    mutating func address(_ isRight: Bool) -> SwiftFuzzRequest {
        let path = isRight ? "c/o" : any(["c/o", "c/o", "c/in/x", "c/large", "c", "", "c/none", "c/%00", "none/o"])
        let method = isRight ? "PUT" : any(SwiftFuzzCorpus.methods)
        let expires = isRight || chance(60) ? "4000000000" : any(SwiftFuzzCorpus.numbers + Self.dates)
        let prefix: String? = isRight || chance(60) ? nil : any(SwiftFuzzCorpus.names)
        let range: String? = isRight || chance(80) ? nil : any(Self.addressRanges)
        let scheme = prefix == nil ? "" : "prefix:"
        let signed = """
            \(range.map { "ip=\($0)\n" } ?? "")\(method)
            \(expires)
            \(scheme)/v1/AUTH_\(PithosCloud.alice)/\(prefix.map { "c/" + $0 } ?? path)
            """
        var query: [(String, String)] = [
            ("temp_url_sig", isRight ? Self.signature(of: signed, key: "inner") : oddSignature(of: signed)),
            ("temp_url_expires", expires),
        ]
        if let prefix { query.append(("temp_url_prefix", prefix)) }
        if let range { query.append(("temp_url_ip_range", range)) }
        if !isRight {
            if chance(20) { query.append(("filename", any(SwiftFuzzCorpus.names))) }
            if chance(20) { query.append(("inline", "")) }
            if chance(20) { query.append(("multipart-manifest", any(["put", "get", "delete"]))) }
            if chance(10) { query.remove(at: roll(0...(query.count - 1))) }
        }
        let text = query.map { "\($0)=\(PercentEncoding.encode($1))" }.joined(separator: "&")
        return SwiftFuzzRequest(
            method: method, path: "\(path)?\(!isRight && chance(15) ? broken(text) : text)",
            body: method == "PUT" ? Array("some content".utf8) : [], user: nil)
    }

    private static let dates: [String] = [
        "2096-10-02T07:06:40Z", "2096-10-02", "9999-12-31T23:59:60+23:59", "0000-00-00T00:00:00Z", "T", "2096-10-02T",
        "2096-10-02T07:06:40.99999999999999999999Z", "9999-12-31T23:59:59-23:59", "2096-02-30",
    ]
    private static let addressRanges: [String] = [
        "0.0.0.0/0", "10.0.0.0/8", "::/0", "::/129", "1.2.3.4/-1", "1.2.3.4/33", "/", "1.2.3.4/", "x", "",
        "1.2.3.4/99999999999",
        "::ffff:1.2.3.4/64", "\u{301}/1",
    ]

    // MARK: - Signatures

    private static func signature(of text: String, key: String) -> String {
        Hex.encode(digest(of: text, key: key))
    }

    private static func digest(of text: String, key: String) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: Array(text.utf8), using: SymmetricKey(data: Array(key.utf8))))
    }

    /// Right in one of its forms, or almost.
    private mutating func oddSignature(of text: String) -> String {
        let bytes = Self.digest(of: text, key: any(["key", "inner", "key", "other"]))
        switch roll(0...9) {
        case 0...4: return Hex.encode(bytes)
        case 5: return "sha256:" + Data(bytes).base64EncodedString()
        case 6: return any(["sha1:", "sha512:", "md5:", ":", "sha256"]) + Data(bytes).base64EncodedString()
        case 7: return broken(Hex.encode(bytes))
        case 8: return broken("sha256:" + Data(bytes).base64EncodedString())
        default: return any(SwiftFuzzCorpus.names)
        }
    }
}
