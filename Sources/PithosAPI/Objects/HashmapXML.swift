/// Reads `<object bytes="…"><hash>…</hash>…</object>`, the one XML document clients send.
///
/// A reader of its own, because the documents are large and simple, and nothing in them needs what an XML parser can
/// do: no entities, no declarations of a document type, which are refused.
struct HashmapXML {
    private(set) var bytes: String?
    private(set) var hashes: [String] = []

    /// Nil for what is not well formed or has another root.
    init?(_ text: String) {
        var rest = text[...]
        var open: [Substring] = []
        var sawRoot = false
        while let start = rest.firstIndex(of: "<") {
            let content = rest[..<start]
            guard let tag = Self.tag(&rest, from: start) else { return nil }
            switch tag {
            case .other: continue
            case .begin(let name, let attributes, let isEmpty):
                if open.isEmpty {
                    guard !sawRoot, name == "object" else { return nil }
                    sawRoot = true
                    bytes = attributes["bytes"]
                }
                if !isEmpty { open.append(name) }
            case .end(let name):
                guard open.popLast() == name else { return nil }
                if name == "hash" { hashes.append(Self.trimmed(content)) }
            }
        }
        guard sawRoot, open.isEmpty, Self.trimmed(rest).isEmpty else { return nil }
    }

    private enum Tag {
        case begin(Substring, attributes: [String: String], isEmpty: Bool)
        case end(Substring)
        /// A comment or a processing instruction.
        case other
    }

    /// Takes one tag off the text, which begins at `start`.
    private static func tag(_ rest: inout Substring, from start: Substring.Index) -> Tag? {
        let from = rest[start...]
        if from.hasPrefix("<!--") { return skip(&rest, from, to: "-->") }
        if from.hasPrefix("<?") { return skip(&rest, from, to: "?>") }
        if from.hasPrefix("<!") { return nil }
        guard let end = from.firstIndex(of: ">") else { return nil }
        var inside = from[from.index(after: from.startIndex)..<end]
        rest = from[from.index(after: end)...]
        if inside.first == "/" { return .end(Substring(trimmed(inside.dropFirst()))) }
        let isEmpty = inside.last == "/"
        if isEmpty { inside.removeLast() }
        let name = inside.prefix { !$0.isWhitespace }
        guard !name.isEmpty, let attributes = attributes(inside.dropFirst(name.count)) else { return nil }
        return .begin(name, attributes: attributes, isEmpty: isEmpty)
    }

    private static func skip(_ rest: inout Substring, _ from: Substring, to end: String) -> Tag? {
        var tail = from
        while !tail.isEmpty {
            if tail.hasPrefix(end) {
                rest = tail.dropFirst(end.count)
                return .other
            }
            tail.removeFirst()
        }
        return nil
    }

    private static func attributes(_ text: Substring) -> [String: String]? {
        var attributes: [String: String] = [:]
        var rest = text.drop { $0.isWhitespace }
        while !rest.isEmpty {
            let name = rest.prefix { $0 != "=" && !$0.isWhitespace }
            rest = rest.dropFirst(name.count).drop { $0.isWhitespace }
            guard !name.isEmpty, rest.first == "=" else { return nil }
            rest = rest.dropFirst().drop { $0.isWhitespace }
            guard let quote = rest.first, quote == "\"" || quote == "'" else { return nil }
            rest.removeFirst()
            guard let end = rest.firstIndex(of: quote) else { return nil }
            attributes[String(name)] = String(rest[..<end])
            rest = rest[rest.index(after: end)...].drop { $0.isWhitespace }
        }
        return attributes
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text.drop { $0.isWhitespace }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
