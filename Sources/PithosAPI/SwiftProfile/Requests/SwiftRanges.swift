import PithosBackend
import Vocabulary

extension ByteRanges {
    /// What a request wants of content, clamped to it; nil for everything, and no range where none can be satisfied.
    ///
    /// - Parameter etag: without quotes.
    static func clamped(_ headers: SwiftHeaders, size: Int64, etag: String, modified: Timestamp) -> [Range<Int64>]? {
        guard let ranges = headers["range"].flatMap({ ByteRanges($0.lowercased()) }) else { return nil }
        if let condition = headers["if-range"], !condition.isEmpty {
            if let date = Timestamp(httpDate: condition) {
                guard date == modified.roundedUp else { return nil }
            } else {
                guard EntityTags.single(condition) == etag.lowercased() else { return nil }
            }
        }
        return ranges.parts.compactMap { $0.clamped(size: size) }
    }
}

extension ByteRanges.Part {
    /// The bytes of it that are there; nil when none is.
    func clamped(size: Int64) -> Range<Int64>? {
        switch self {
        case .last(let count): count > 0 && size > 0 ? max(0, size - count)..<size : nil
        case .from(let first, let last): first < size ? first..<(min(last ?? .max, size - 1) + 1) : nil
        }
    }
}
