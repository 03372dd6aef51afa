import HTTPTypes
public import HummingbirdCore
public import Vocabulary

/// How one service shows faults. Source: identity.md 1.4, object-storage.md 1.6, compute.md 1.7.
public struct FaultFormat: Sendable {
    /// Of the XML element; nil for none.
    public var xmlNamespace: String?
    /// Shows faults in a way of its own, for instance as a page; nil answers leave it to JSON and XML.
    public var custom: (@Sendable (Fault, APIContext) -> Response?)?

    public init(
        xmlNamespace: String? = "http://docs.openstack.org/identity/api/v2.0",
        custom: (@Sendable (Fault, APIContext) -> Response?)? = nil
    ) {
        self.xmlNamespace = xmlNamespace
        self.custom = custom
    }

    /// The body is JSON unless XML was asked for; a listing that would have been text has JSON labelled as text, as
    /// clients of the original expect.
    public func response(_ fault: Fault, _ context: APIContext) -> Response {
        if let response = custom?(fault, context) { return response }
        let status = HTTPResponse.Status(code: fault.kind.status)
        guard context.serialization == .xml else {
            return .json(status, headers: [.contentType: context.serialization.contentType]) { json in
                json.object { json in
                    json.object(named: fault.kind.name) { Self.write(fault, &$0) }
                }
            }
        }
        let namespace = xmlNamespace.map { [(name: "xmlns", value: $0)] } ?? []
        let attributes = namespace + [(name: "code", value: "\(fault.kind.status)")]
        return .xml(status) { xml in
            xml.element(fault.kind.name, attributes) {
                $0.element("message", text: fault.message)
                $0.element("details", text: fault.details)
            }
        }
    }

    /// Quota refusals have `data` where others have `details` (identity.md 1.4).
    private static func write(_ fault: Fault, _ json: inout JSONWriter) {
        json.field("code", fault.kind.status)
        json.field("message", fault.message)
        if let data = fault.data {
            json.field("data", RawJSON(text: data))
        } else {
            json.field("details", fault.details)
        }
    }

    private struct RawJSON: JSONWritable {
        var text: String
        func write(to writer: inout JSONWriter) { writer.json(text) }
    }
}
