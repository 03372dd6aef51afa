import PithosBackend
import Vocabulary

/// The `meta` parameter: terms between commas, each `key`, `!key` or `key OP value`.
///
/// - Source: object-storage.md 2.3.
enum MetadataQueryText {
    /// Comparisons in one query: each is a look-up of its own for every object.
    private static let comparisonsMax = 64

    /// Terms that cannot be read are left out; nil when none is left.
    ///
    /// - Throws: badRequest for too many.
    static func parse(_ text: String) throws -> MetadataQuery? {
        var query = MetadataQuery()
        for term in text.utf8.split(separator: UInt8(ascii: ",")) {
            add(trimmed(text[term.startIndex..<term.endIndex]), to: &query)
        }
        guard query.comparisons.count <= comparisonsMax else {
            throw Fault(.badRequest, "meta has more than \(comparisonsMax) comparisons")
        }
        return query.isEmpty ? nil : query
    }

    private static func add(_ term: Substring, to query: inout MetadataQuery) {
        if term.first == "!" {
            // `!key=v` says no more than `!key`.
            if let (key, _) = word(trimmed(term.dropFirst())) { query.noneOf.append(stored(key)) }
            return
        }
        guard let (key, rest) = word(term) else { return }
        let after = trimmed(rest)
        guard !after.isEmpty else { return query.anyOf.append(stored(key)) }
        // Longer signs first: `<=` begins with `<`.
        let relations = MetadataQuery.Relation.allCases.sorted { $0.rawValue.count > $1.rawValue.count }
        guard let relation = relations.first(where: { after.hasPrefix($0.rawValue) }) else { return }
        let value = trimmed(after.dropFirst(relation.rawValue.count))
        guard !value.contains(where: { $0 == " " || $0 == "\t" }) else { return }
        query.comparisons.append(.init(key: stored(key), relation: relation, value: String(value)))
    }

    /// A key, and what follows it; nil when no key begins here.
    private static func word(_ text: Substring) -> (key: Substring, rest: Substring)? {
        let end = text.firstIndex { "=!<> \t".contains($0) } ?? text.endIndex
        return end == text.startIndex ? nil : (text[..<end], text[end...])
    }

    private static func stored(_ key: Substring) -> String { "X-Object-Meta-" + HeaderName.capitalised(String(key)) }

    private static func trimmed(_ text: Substring) -> Substring {
        var rest = text
        while rest.first == " " || rest.first == "\t" { rest.removeFirst() }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
