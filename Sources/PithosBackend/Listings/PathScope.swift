/// A set of paths, as ranges that do not overlap, in order: what a user may see of a container.
struct PathScope: Sendable, Equatable {
    private(set) var ranges: [PathRange]

    /// The union of the ranges.
    init(_ ranges: [PathRange] = []) {
        self.ranges = []
        for range in ranges.sorted(by: { PathRange.isLess($0.lower, $1.lower) }) {
            guard let last = self.ranges.last, Self.touch(last, range) else {
                self.ranges.append(range)
                continue
            }
            self.ranges[self.ranges.count - 1].upper = Self.later(last.upper, range.upper)
        }
    }

    var isEmpty: Bool { ranges.isEmpty }

    func contains(_ path: String) -> Bool {
        // The last range that begins at or before the path is the only one that can hold it.
        var (low, high) = (0, ranges.count)
        while low < high {
            let middle = (low + high) / 2
            if PathRange.isLess(path, ranges[middle].lower) { high = middle } else { low = middle + 1 }
        }
        return low > 0 && ranges[low - 1].contains(path)
    }

    func intersection(_ range: PathRange) -> PathScope {
        PathScope(ranges.compactMap { $0.intersection(range) })
    }

    mutating func insert(_ added: [PathRange]) {
        self = PathScope(ranges + added)
    }

    mutating func remove(_ removed: PathRange) {
        self = PathScope(
            ranges.flatMap { range -> [PathRange] in
                guard range.intersection(removed) != nil else { return [range] }
                var left: [PathRange] = []
                if PathRange.isLess(range.lower, removed.lower) {
                    left.append(PathRange(lower: range.lower, upper: removed.lower))
                }
                if let end = removed.upper, range.upper.map({ PathRange.isLess(end, $0) }) ?? true {
                    left.append(PathRange(lower: end, upper: range.upper))
                }
                return left
            })
    }

    /// Overlapping, or one right after the other.
    private static func touch(_ a: PathRange, _ b: PathRange) -> Bool {
        a.upper.map { !PathRange.isLess($0, b.lower) } ?? true
    }

    private static func later(_ a: String?, _ b: String?) -> String? {
        guard let a, let b else { return nil }
        return PathRange.isLess(a, b) ? b : a
    }
}
