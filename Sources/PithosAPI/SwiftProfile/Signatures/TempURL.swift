import APISupport
import HTTPTypes
import PithosBackend
import Vocabulary

/// A signed address: lets whoever has it do one thing with one object, or with those whose names begin alike, until a
/// moment.
///
/// - Shape: `temp_url_sig`, `temp_url_expires` (seconds since 1970, or ISO 8601), `temp_url_prefix`, `filename`,
///   `inline`, `temp_url_ip_range`.
/// - Source: openstack.md 7.4.
struct TempURL: Sendable {
    let signature: RequestSignature
    /// Seconds since 1970.
    let expires: Int64
    let prefix: String?
    let addressRange: String?
    let filename: String?
    let isInline: Bool

    /// Nil for a request that is not signed.
    ///
    /// - Throws: unauthorized for one that is signed in no way that could be good.
    init?(_ query: QueryParameters) throws {
        guard query.contains("temp_url_sig") || query.contains("temp_url_expires") else { return nil }
        guard let signature = query["temp_url_sig"].flatMap(RequestSignature.init),
            let expires = query["temp_url_expires"].flatMap(Self.seconds)
        else { throw Self.invalid }
        self.signature = signature
        self.expires = expires
        prefix = query["temp_url_prefix"]
        addressRange = query["temp_url_ip_range"]
        filename = query["filename"].flatMap { $0.isEmpty ? nil : $0 }
        isInline = query.contains("inline")
    }

    static let invalid = Fault(.unauthorized, "Temp URL invalid")

    private static func seconds(_ text: String) -> Int64? {
        if let number = Int64(text) { return number }
        guard let time = Timestamp(iso8601: text.contains("T") ? text : text + "T00:00:00Z") else { return nil }
        return time.microseconds / 1_000_000
    }

    /// What may be signed: what stays with the one object.
    static let methods: [HTTPRequest.Method] = [.get, .head, .put, .post, .delete]

    /// Texts, any of which the signature may be of.
    ///
    /// - Parameter paths: of the object, decoded.
    func signedTexts(_ method: HTTPRequest.Method, _ paths: [String]) -> [String] {
        let address = addressRange.map { "ip=\($0)\n" } ?? ""
        let scheme = prefix == nil ? "" : "prefix:"
        return Self.methods(allowing: method).flatMap { method in
            paths.map { "\(address)\(method)\n\(expires)\n\(scheme)\($0)" }
        }
    }

    /// Who may read, write or change may look.
    private static func methods(allowing method: HTTPRequest.Method) -> [HTTPRequest.Method] {
        method == .head ? [.head, .get, .put, .post] : [method]
    }
}

/// What a signed address that holds allows, besides its one request.
struct TempURLGrant: Sendable {
    let url: TempURL
    /// Signed with the key of a container: nothing outside of it may be reached.
    let container: ContainerPath?

    /// Makes an answer what the holder of an address gets: to be saved under the object's name unless said otherwise,
    /// without metadata, and no longer good than the address.
    func adapt(_ headers: inout HTTPFields, name: String) {
        for field in headers where field.name.canonicalName.hasPrefix("x-object-meta-") {
            if !field.name.canonicalName.hasPrefix("x-object-meta-public-") { headers[field.name] = nil }
        }
        headers[.expires] = Timestamp(microseconds: min(url.expires, Self.latestSecond) * 1_000_000).rfc1123
        if url.isInline {
            headers[.contentDisposition] = url.filename.map { Self.disposition("inline", $0) } ?? "inline"
        } else if let filename = url.filename {
            headers[.contentDisposition] = Self.disposition("attachment", filename)
        } else if headers[.contentDisposition] == nil {
            let last = name.utf8.split(separator: UInt8(ascii: "/")).last.map {
                String(decoding: Array($0), as: UTF8.self)
            }
            headers[.contentDisposition] = Self.disposition("attachment", last ?? name)
        }
    }

    /// In the year 9999, the last one that dates on the wire can tell.
    private static let latestSecond: Int64 = 253_402_300_799

    /// With the name twice: as old browsers know it, and as RFC 6266 does.
    private static func disposition(_ type: String, _ filename: String) -> String {
        let plain = PercentEncoding.encode(filename, allowed: .fileName)
        return "\(type); filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(filename))"
    }
}

extension PercentEncoding.Allowed {
    /// What may stand between quotes in a header.
    static let fileName = PercentEncoding.Allowed(" !#$&'()*+,-.:;<=>?@[]^_`{|}~")
}
