import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

/// Metadata of servers and images, in both forms.
enum MetadataAnswer {
    /// `{"metadata": {…}}`
    static func all(
        _ metadata: [String: String], status: HTTPResponse.Status = .ok, _ context: APIContext
    ) -> Response {
        guard context.serialization == .xml else { return .json(wrapped: "metadata", metadata, status: status) }
        return .xml(status) { xml in
            xml.element("metadata", [(name: "xmlns", value: ComputeXML.namespace)]) { xml in
                for (key, value) in metadata.sorted(by: { $0.key < $1.key }) {
                    xml.element("meta", [(name: "key", value: key)], text: value)
                }
            }
        }
    }

    /// `{"meta": {key: value}}`. Ours: the original fails to write the XML form.
    static func item(
        _ key: String, _ value: String, status: HTTPResponse.Status = .ok, _ context: APIContext
    ) -> Response {
        guard context.serialization == .xml else { return .json(wrapped: "meta", [key: value], status: status) }
        return .xml(status) { xml in
            xml.element("meta", [(name: "xmlns", value: ComputeXML.namespace), (name: "key", value: key)], text: value)
        }
    }

    /// The key in a path: everything after `metadata/`, without the ending that chooses the form.
    static func key(_ context: APIContext) throws -> String {
        let key = try context.parameters.string("key")
        for ending in [".json", ".xml"] where key.hasSuffix(ending) && key.count > ending.count {
            return String(key.dropLast(ending.count))
        }
        return key
    }
}
