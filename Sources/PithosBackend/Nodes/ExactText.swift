/// Text that equals only text of the same bytes, as names of objects do.
///
/// Swift takes `é` for the same text as `e` followed by an accent, and a slash followed by an accent for one character
/// that is no slash. Both spellings are sent, the second by macOS, and each is a name of its own: databases compare
/// bytes, and so do clients.
package struct ExactText: Sendable, Hashable {
    package var text: String

    package init(_ text: some StringProtocol) {
        self.text = String(text)
    }

    package static func == (a: Self, b: Self) -> Bool { a.text.isExactly(b.text) }

    package func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }

    /// Each text once, in the order of their bytes.
    static func distinct(_ texts: [String]) -> [String] {
        Set(texts.map { ExactText($0) }).map(\.text).sorted(by: PathRange.isLess)
    }
}

extension StringProtocol {
    package func isExactly(_ other: some StringProtocol) -> Bool { utf8.elementsEqual(other.utf8) }

    package func begins(withExactly prefix: some StringProtocol) -> Bool { utf8.starts(with: prefix.utf8) }

    package func ends(withExactly suffix: some StringProtocol) -> Bool {
        let count = suffix.utf8.count
        return utf8.count >= count && utf8.suffix(count).elementsEqual(suffix.utf8)
    }

    /// What follows so many bytes, which end between two characters' code points.
    package func dropping(bytes count: Int) -> String { String(self[utf8.index(startIndex, offsetBy: count)...]) }

    /// The parts between slashes, empty ones too; the last has all that is left.
    package func cutAtSlashes(parts most: Int = .max) -> [String] {
        utf8.split(separator: UInt8(ascii: "/"), maxSplits: most - 1, omittingEmptySubsequences: false).map {
            String(self[$0.startIndex..<$0.endIndex])
        }
    }
}
