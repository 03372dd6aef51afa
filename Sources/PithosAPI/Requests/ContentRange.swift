import PithosBackend
import Vocabulary

/// The `Content-Range` of a change of a part: `bytes a-b/T`, `bytes a-/T`, `bytes */*`; `T` may be `*`.
///
/// - Source: object-storage.md 2.10.
struct ContentRange: Sendable, Equatable {
    /// Nil appends.
    var offset: Int64?
    /// Nil is open.
    var length: Int64?
    var total: Int64?

    /// - Throws: rangeNotSatisfiable for what cannot be read or contradicts itself.
    init(_ header: String) throws {
        let invalid = Fault(.rangeNotSatisfiable, "Invalid Content-Range header")
        let text = header.filter { $0 != " " && $0 != "\t" }
        guard text.utf8.starts(with: "bytes".utf8) else { throw invalid }
        let halves = text.dropFirst(5).split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count == 2 else { throw invalid }
        if halves[1] != "*" {
            guard let total = Self.number(halves[1]) else { throw invalid }
            self.total = total
        }
        if halves[0] == "*" { return }
        let ends = halves[0].split(separator: "-", omittingEmptySubsequences: false)
        guard ends.count == 2, let first = Self.number(ends[0]) else { throw invalid }
        offset = first
        if let total, first >= total { throw invalid }
        guard !ends[1].isEmpty else { return }
        guard let last = Self.number(ends[1]), first <= last, last < Int64.max else { throw invalid }
        if let total, last >= total { throw invalid }
        length = last - first + 1
    }

    private static func number(_ text: Substring) -> Int64? {
        !text.isEmpty && text.utf8.allSatisfy { (48...57).contains($0) } ? Int64(text) : nil
    }
}
