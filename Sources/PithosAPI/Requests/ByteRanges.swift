import Vocabulary

/// The parts of an object that a `Range` header asks for.
///
/// - Source: object-storage.md 2.7.
struct ByteRanges: Sendable, Equatable {
    /// One part: `a-b`, `a-` or `-n`.
    enum Part: Sendable, Equatable {
        case from(Int64, through: Int64?)
        case last(Int64)
    }

    var parts: [Part]

    /// Most parts of one request; a header with more is ignored, as one that makes no sense is.
    private static let partLimit = 64

    /// Nil for what cannot be read: such a header is ignored.
    init?(_ header: String) {
        let text = header.filter { $0 != " " && $0 != "\t" }
        guard text.utf8.starts(with: "bytes=".utf8) else { return nil }
        var parts: [Part] = []
        for part in text.dropFirst(6).split(separator: ",", omittingEmptySubsequences: false) {
            guard parts.count < Self.partLimit, let read = Self.part(part) else { return nil }
            parts.append(read)
        }
        self.parts = parts
    }

    private static func part(_ text: Substring) -> Part? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2 else { return nil }
        switch (ends[0].isEmpty, ends[1].isEmpty) {
        case (true, true): return nil
        case (true, false): return number(ends[1]).map(Part.last)
        case (false, true): return number(ends[0]).map { .from($0, through: nil) }
        case (false, false):
            guard let first = number(ends[0]), let last = number(ends[1]), first <= last else { return nil }
            return .from(first, through: last)
        }
    }

    /// However long, it is a number, and lies beyond every end.
    private static func number(_ text: Substring) -> Int64? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) ?? .max : nil
    }

    /// The parts within an object of this size, in the order they were asked for.
    ///
    /// - Throws: rangeNotSatisfiable when any of them reaches beyond it.
    func resolved(size: Int64) throws -> [Range<Int64>] {
        try parts.map { part in
            switch part {
            case .last(let count) where count > 0 && count <= size: return (size - count)..<size
            case .from(let first, through: nil) where first < size: return first..<size
            case .from(let first, through: let last?) where last < size: return first..<(last + 1)
            case .last, .from: throw Fault(.rangeNotSatisfiable, "Requested range exceeds object limits")
            }
        }
    }
}
