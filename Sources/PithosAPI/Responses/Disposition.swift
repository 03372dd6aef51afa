import APISupport
import PithosBackend
import Vocabulary

/// What a browser is asked to do with content: the parameter `disposition-type`.
///
/// - Source: object-storage.md 2.4, 8.1.
enum Disposition: String {
    case inline
    case attachment

    /// Nil where the parameter is absent or says something else; then what is stored counts.
    init?(_ query: QueryParameters) {
        guard let text = query["disposition-type"] else { return nil }
        self.init(rawValue: text)
    }

    /// The header's value. Old browsers read the first name, in ASCII; all others the second (RFC 6266).
    ///
    /// - Parameter name: of the object; what follows its last slash names the file.
    func header(for name: String) -> String {
        let file = Self.fileName(of: name)
        let plain = String(
            decoding: file.unicodeScalars.map { scalar in
                let isPlain = (32..<127).contains(scalar.value) && !"\"\\%".unicodeScalars.contains(scalar)
                return isPlain ? UInt8(scalar.value) : UInt8(ascii: "_")
            }, as: UTF8.self)
        return "\(rawValue); filename=\"\(plain)\"; filename*=UTF-8''\(PercentEncoding.encode(file))"
    }

    /// The last part of an object's name that is not empty.
    static func fileName(of name: String) -> String {
        name.cutAtSlashes().last { !$0.isEmpty } ?? "object"
    }
}
