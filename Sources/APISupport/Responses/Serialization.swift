import HTTPTypes

/// The forms an answer can have.
public enum Serialization: Sendable, Hashable {
    case text
    case json
    case xml

    public var contentType: String {
        switch self {
        case .text: "text/plain; charset=UTF-8"
        case .json: "application/json; charset=UTF-8"
        case .xml: "application/xml; charset=UTF-8"
        }
    }
}

extension Serialization {
    /// What an operation can answer with.
    public struct Choice: Sendable, Hashable {
        public var allowed: Set<Serialization>
        public var standard: Serialization

        public init(_ allowed: Set<Serialization>, standard: Serialization) {
            self.allowed = allowed
            self.standard = standard
        }

        public static let jsonOnly = Choice([.json], standard: .json)
        public static let jsonOrXML = Choice([.json, .xml], standard: .json)
        public static let textJSONOrXML = Choice([.text, .json, .xml], standard: .text)
    }

    /// What the client asks for: the parameter `format`, else the ending of the path, else the first of the two media
    /// types in `Accept`; neither q-values nor parameters count. Nil when it asks for nothing that is allowed.
    ///
    /// - Source: object-storage.md 1.5, compute.md 1.5, identity.md 1.2.
    static func requested(_ target: RequestTarget, _ headers: HTTPFields, allowed: Set<Serialization>) -> Self? {
        let byFormat: Self? =
            switch target.query["format"] {
            case "json": .json
            case "xml": .xml
            default: nil
            }
        if let byFormat, allowed.contains(byFormat) { return byFormat }
        if target.path.hasSuffix(".json"), allowed.contains(.json) { return .json }
        if target.path.hasSuffix(".xml"), allowed.contains(.xml) { return .xml }
        guard let accept = headers[.accept] else { return nil }
        for entry in accept.split(separator: ",") {
            switch entry.prefix(while: { $0 != ";" }).trimmingBlanks() {
            case "application/json" where allowed.contains(.json): return .json
            case "application/xml" where allowed.contains(.xml): return .xml
            default: continue
            }
        }
        return nil
    }

    static func choose(_ choice: Choice, _ target: RequestTarget, _ headers: HTTPFields) -> Self {
        guard choice.allowed != [.json] else { return .json }
        return requested(target, headers, allowed: choice.allowed) ?? choice.standard
    }
}
