/// Writes XML text, from left to right, two spaces deep a level, or all in one line.
public struct XMLWriter: Sendable {
    /// The text so far, UTF-8.
    public private(set) var bytes: [UInt8]
    private var depth = 0
    private let indents: Bool

    /// Begins with the XML declaration.
    public init(indents: Bool = true) {
        self.indents = indents
        bytes = Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8)
    }

    /// An element with other elements in it.
    public mutating func element(
        _ name: String, _ attributes: [(name: String, value: String)] = [],
        _ content: (inout XMLWriter) throws -> Void
    ) rethrows {
        open(name, attributes)
        append(">")
        endLine()
        depth += 1
        try content(&self)
        depth -= 1
        indent()
        append("</\(name)>")
        endLine()
    }

    /// An element with text in it.
    public mutating func element(
        _ name: String, _ attributes: [(name: String, value: String)] = [], text: String
    ) {
        open(name, attributes)
        append(">")
        escaped(text)
        append("</\(name)>")
        endLine()
    }

    /// An element with nothing in it.
    public mutating func element(_ name: String, _ attributes: [(name: String, value: String)] = []) {
        open(name, attributes)
        append("/>")
        endLine()
    }

    private mutating func open(_ name: String, _ attributes: [(name: String, value: String)]) {
        indent()
        append("<\(name)")
        for (name, value) in attributes {
            append(" \(name)=\"")
            escaped(value, inAttribute: true)
            append("\"")
        }
    }

    private mutating func indent() {
        guard indents else { return }
        for _ in 0..<depth { append("  ") }
    }

    private mutating func endLine() {
        if indents { append("\n") }
    }

    /// Text as it stands in a document that is written by other means.
    public static func escaped(_ text: String, inAttribute: Bool = false) -> String {
        var writer = XMLWriter()
        writer.bytes.removeAll()
        writer.escaped(text, inAttribute: inAttribute)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// Characters that XML 1.0 cannot carry at all become the replacement character.
    private mutating func escaped(_ text: String, inAttribute: Bool = false) {
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": append("&amp;")
            case "<": append("&lt;")
            case ">": append("&gt;")
            case "\"": append("&quot;")
            case "\r": append("&#13;")
            case "\t" where inAttribute, "\n" where inAttribute: append("&#\(scalar.value);")
            case "\u{0}"..<"\t", "\u{B}"..<" ", "\u{FFFE}", "\u{FFFF}": append("\u{FFFD}")
            default: bytes.append(contentsOf: UTF8.encode(scalar).map(Array.init) ?? [])
            }
        }
    }
}
