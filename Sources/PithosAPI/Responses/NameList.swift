import APISupport
import HTTPTypes
import HummingbirdCore
import Vocabulary

extension Response {
    /// Names, one a line; no content at all when there is none.
    static func names(_ names: some Sequence<String>, headers: HTTPFields) -> Response {
        var text = ""
        for name in names {
            text += name
            text += "\n"
        }
        return text.isEmpty ? .empty(.noContent, headers: headers) : .text(text, headers: headers)
    }

    /// Hashes in order, `["…"]` or `<items>`.
    static func hashes(
        _ hashes: [String], status: HTTPResponse.Status, _ serialization: Serialization
    ) -> Response {
        guard serialization == .xml else { return .json(hashes, status: status) }
        return .xml(status) { xml in
            xml.element("items") { xml in for hash in hashes { xml.element("item", text: hash) } }
        }
    }
}
