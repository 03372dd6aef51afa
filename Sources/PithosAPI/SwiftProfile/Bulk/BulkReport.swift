import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Status lines that stand in bodies.
enum SwiftStatus {
    private static let reasons = [
        200: "OK", 201: "Created", 400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
        405: "Method Not Allowed", 409: "Conflict", 411: "Length Required", 412: "Precondition Failed",
        413: "Request Entity Too Large", 416: "Requested Range Not Satisfiable", 422: "Unprocessable Entity",
        502: "Bad Gateway", 503: "Service Unavailable",
    ]

    static func line(_ code: Int) -> String { "\(code) \(reasons[code] ?? "Internal Error")" }
}

/// What a request with many parts did: always 200 on the wire, the real status in the body.
///
/// - Source: openstack.md 7.3.
struct BulkReport: Sendable {
    /// HTTP.
    var status = 200
    var body = ""
    var deleted = 0
    var notFound = 0
    /// Files that an archive brought; set where that was the question.
    var created: Int?
    var errors: [(path: String, status: String)] = []

    enum Format: Sendable, Hashable {
        case text
        case json
        case xml

        /// By `Accept`.
        ///
        /// - Throws: notAcceptable.
        init(_ call: SwiftCall) throws {
            guard let accept = call.headers["accept"], !accept.isEmpty, accept != "*/*" else {
                self = .text
                return
            }
            switch try SwiftListingFormat(accept: accept) {
            case .plain: self = .text
            case .json: self = .json
            case .xml, .textXML: self = .xml
            }
        }
    }

    mutating func add(_ path: String, _ fault: Fault) {
        errors.append((path, SwiftStatus.line(fault.kind.status)))
        status = 400
    }

    private var statusLine: String { SwiftStatus.line(status) }

    private var counts: [(name: String, value: Int)] {
        created.map { [("Number Files Created", $0)] } ?? [("Number Deleted", deleted), ("Number Not Found", notFound)]
    }

    func response(_ format: Format) -> Response {
        switch format {
        case .text: return .text(text, contentType: "text/plain; charset=utf-8")
        case .json:
            return .json(headers: [.contentType: SwiftListingFormat.json.contentType]) { json in
                json.object { json in
                    for (name, value) in counts { json.field(named: name, value) }
                    json.field("Response Status", statusLine)
                    json.field("Response Body", body)
                    json.array("Errors") { json in
                        for error in errors {
                            json.array {
                                $0.value(error.path)
                                $0.value(error.status)
                            }
                        }
                    }
                }
            }
        case .xml:
            return .swiftXML(headers: [.contentType: SwiftListingFormat.xml.contentType]) { xml in
                xml.element(created == nil ? "delete" : "extract") { xml in
                    for (name, value) in counts {
                        xml.element(name.lowercased().replacing(" ", with: "_"), text: String(value))
                    }
                    xml.element("response_status", text: statusLine)
                    xml.element("response_body", text: body)
                    xml.element("errors") { xml in
                        for error in errors {
                            xml.element("object") { xml in
                                xml.element("name", text: error.path)
                                xml.element("status", text: error.status)
                            }
                        }
                    }
                }
            }
        }
    }

    private var text: String {
        let lines =
            counts.map { "\($0.name): \($0.value)" }
            + ["Response Body: \(body)", "Response Status: \(statusLine)", "Errors:"]
            + errors.map { "\(PercentEncoding.encode($0.path, allowed: .path)), \($0.status)" }
        return lines.joined(separator: "\n") + "\n"
    }
}
