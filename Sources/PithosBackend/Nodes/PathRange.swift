/// The paths from `lower` up to, not with, `upper`, in the order of their UTF-8 bytes: what one look-up in the index on
/// paths gives.
struct PathRange: Sendable, Hashable {
    var lower: String
    /// Nil where nothing ends the range.
    var upper: String?

    init(lower: String, upper: String?) {
        self.lower = lower
        self.upper = upper
    }

    /// Just one path. No string lies between a path and the path followed by the least character.
    init(exactly path: String) {
        self.init(lower: path, upper: path + "\u{1}")
    }

    /// All paths that begin with `prefix`.
    init(prefix: String) {
        self.init(lower: prefix, upper: Self.successor(of: prefix))
    }

    /// The least string that is greater than every string beginning with `prefix`; nil when there is none.
    ///
    /// The last character is stepped by one code point, over the surrogates, which text cannot hold. Where it is the
    /// very last one it is dropped and the one before is stepped.
    static func successor(of prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let stepped = Unicode.Scalar(next) else { continue }
            scalars.append(stepped)
            var text = String.UnicodeScalarView()
            text.append(contentsOf: scalars)
            return String(text)
        }
        return nil
    }

    /// What both ranges hold; nil when that is nothing.
    func intersection(_ other: PathRange) -> PathRange? {
        let lower = Self.isLess(self.lower, other.lower) ? other.lower : self.lower
        let upper: String? =
            switch (self.upper, other.upper) {
            case (let a?, let b?): Self.isLess(a, b) ? a : b
            case (let a, let b): a ?? b
            }
        if let upper, !Self.isLess(lower, upper) { return nil }
        return PathRange(lower: lower, upper: upper)
    }

    func contains(_ path: String) -> Bool {
        !Self.isLess(path, lower) && (upper.map { Self.isLess(path, $0) } ?? true)
    }

    /// By UTF-8 bytes, as the databases sort. `String`'s own order is by canonical equivalence, which is another.
    static func isLess(_ a: String, _ b: String) -> Bool {
        a.utf8.lexicographicallyPrecedes(b.utf8)
    }
}
