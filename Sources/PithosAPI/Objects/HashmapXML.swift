/// Reads `<object bytes="…"><hash>…</hash>…</object>`, the one XML document clients send.
///
/// A reader of its own, because the documents are large and simple, and nothing in them needs what an XML parser can
/// do: no entities, no declarations of a document type, which are refused. It looks at every byte once.
struct HashmapXML {
    private(set) var bytes: String?
    private(set) var hashes: [String] = []

    /// Nil for what is not well formed or has another root.
    init?(_ document: some RandomAccessCollection<UInt8>) {
        var rest = Substring(String(decoding: document, as: UTF8.self)).utf8
        var open: [String] = []
        var sawRoot = false
        while let start = rest.firstIndex(of: Mark.open) {
            let content = rest[..<start]
            rest = rest[start...]
            guard let tag = Self.takeTag(&rest) else { return nil }
            switch tag {
            case .other: continue
            case .begin(let name, let attributes, let isEmpty):
                if open.isEmpty {
                    guard !sawRoot, name == "object" else { return nil }
                    sawRoot = true
                    bytes = attributes["bytes"]
                }
                guard open.count < Self.deepest else { return nil }
                if !isEmpty { open.append(name) }
            case .end(let name):
                guard open.popLast() == name else { return nil }
                if name == "hash" { hashes.append(Self.text(Self.trimmed(content))) }
            }
        }
        guard sawRoot, open.isEmpty, Self.trimmed(rest).isEmpty else { return nil }
    }

    private typealias Bytes = Substring.UTF8View

    /// The document has two levels; some more do no harm.
    private static let deepest = 16

    private enum Mark {
        static let open = UInt8(ascii: "<")
        static let close = UInt8(ascii: ">")
        static let slash = UInt8(ascii: "/")
        static let equals = UInt8(ascii: "=")
    }

    private enum Tag {
        case begin(String, attributes: [String: String], isEmpty: Bool)
        case end(String)
        /// A comment or a processing instruction.
        case other
    }

    /// Takes one tag off the begin of the text.
    private static func takeTag(_ rest: inout Bytes) -> Tag? {
        if rest.starts(with: "<!--".utf8) { return skip(&rest, to: "-->") }
        if rest.starts(with: "<?".utf8) { return skip(&rest, to: "?>") }
        if rest.starts(with: "<!".utf8) { return nil }
        guard let end = rest.firstIndex(of: Mark.close) else { return nil }
        var inside = rest[..<end].dropFirst()
        rest = rest[end...].dropFirst()
        if inside.first == Mark.slash { return .end(text(trimmed(inside.dropFirst()))) }
        let isEmpty = inside.last == Mark.slash
        if isEmpty { inside.removeLast() }
        let name = inside.prefix { !isBlank($0) }
        guard !name.isEmpty, let attributes = attributes(inside[name.endIndex...]) else { return nil }
        return .begin(text(name), attributes: attributes, isEmpty: isEmpty)
    }

    private static func skip(_ rest: inout Bytes, to end: String) -> Tag? {
        while let found = rest.firstIndex(of: end.utf8.first ?? 0) {
            rest = rest[found...]
            if rest.starts(with: end.utf8) {
                rest = rest.dropFirst(end.utf8.count)
                return .other
            }
            rest = rest.dropFirst()
        }
        return nil
    }

    private static func attributes(_ bytes: Bytes) -> [String: String]? {
        var attributes: [String: String] = [:]
        var rest = bytes.drop(while: isBlank)
        while !rest.isEmpty {
            let name = rest.prefix { $0 != Mark.equals && !isBlank($0) }
            rest = rest[name.endIndex...].drop(while: isBlank)
            guard !name.isEmpty, rest.first == Mark.equals else { return nil }
            rest = rest.dropFirst().drop(while: isBlank)
            guard let quote = rest.first, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { return nil }
            rest = rest.dropFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            attributes[text(name)] = text(rest[..<end])
            rest = rest[end...].dropFirst().drop(while: isBlank)
        }
        return attributes
    }

    private static func trimmed(_ bytes: Bytes) -> Bytes {
        var rest = bytes.drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest = rest.dropLast() }
        return rest
    }

    private static func isBlank(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }

    private static func text(_ bytes: Bytes) -> String { String(Substring(bytes)) }
}
