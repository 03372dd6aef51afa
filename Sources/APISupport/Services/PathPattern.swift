import Vocabulary

/// The form of a path, below a service's own: `servers/{id:digits}/ips`.
///
/// - Shape: segments between slashes. `{name}` is one segment that is not empty, `{name:digits}` one of decimal digits,
///   `{name:word}` one of letters, digits, `_` and `-`; `{name:rest}`, only last, is everything that follows, slashes
///   included, and not empty. The empty pattern is the service's own path.
struct PathPattern: Sendable {
    private enum Segment {
        case literal(String)
        case parameter(String, Kind)
    }

    private enum Kind: String {
        case any
        case digits
        case word
        case rest
    }

    private let segments: [Segment]
    private let endings: PathEndings

    init(_ text: String, endings: PathEndings) {
        self.endings = endings
        segments = text.split(separator: "/").map { part in
            guard part.hasPrefix("{"), part.hasSuffix("}") else { return .literal(String(part)) }
            let words = part.dropFirst().dropLast().split(separator: ":")
            guard let name = words.first, let kind = Kind(rawValue: words.count > 1 ? String(words[1]) : "any") else {
                preconditionFailure("\(part) in the pattern \(text) is no parameter")
            }
            return .parameter(String(name), kind)
        }
    }

    /// - Parameter path: percent-encoded; empty, or begins with a slash.
    func match(_ path: String) -> PathParameters? {
        if let parameters = matchExactly(path[...]) { return parameters }
        for (ending, text) in PathEndings.texts where endings.contains(ending) && path.hasSuffix(text) {
            if let parameters = matchExactly(path.dropLast(text.count)) { return parameters }
        }
        return nil
    }

    private func matchExactly(_ path: Substring) -> PathParameters? {
        guard !segments.isEmpty else { return path.isEmpty ? PathParameters() : nil }
        guard path.first == "/" else { return nil }
        var rest: Substring? = path.dropFirst()
        var parameters = PathParameters()
        for segment in segments {
            guard let text = rest else { return nil }
            if case .parameter(let name, .rest) = segment {
                guard !text.isEmpty, let value = PercentEncoding.decode(text) else { return nil }
                parameters.set(name, value)
                return parameters
            }
            let slash = text.utf8.firstIndex(of: UInt8(ascii: "/"))
            let part = text[..<(slash ?? text.endIndex)]
            rest = slash.map { text[text.utf8.index(after: $0)...] }
            guard take(part, segment, &parameters) else { return nil }
        }
        return rest == nil ? parameters : nil
    }

    private func take(_ part: Substring, _ segment: Segment, _ parameters: inout PathParameters) -> Bool {
        switch segment {
        case .literal(let text):
            return part == text
        case .parameter(let name, let kind):
            guard !part.isEmpty, let value = PercentEncoding.decode(part) else { return false }
            switch kind {
            case .any, .rest: break
            case .digits: guard value.utf8.allSatisfy({ (48...57).contains($0) }) else { return false }
            case .word: guard value.utf8.allSatisfy(Self.isWord) else { return false }
            }
            parameters.set(name, value)
            return true
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
            UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
            true
        default: false
        }
    }
}

/// What may follow a path besides nothing (compute.md 1.2).
public struct PathEndings: OptionSet, Sendable {
    public let rawValue: Int

    public init(rawValue: Int) {
        self.rawValue = rawValue
    }

    /// One slash.
    public static let slash = PathEndings(rawValue: 1)
    public static let json = PathEndings(rawValue: 2)
    public static let xml = PathEndings(rawValue: 4)

    static let texts: [(PathEndings, String)] = [(.slash, "/"), (.json, ".json"), (.xml, ".xml")]
}
