import Synchronization

/// Which files were found to hold what their names say, and have not changed since.
///
/// A fixed table of 64-bit marks, each a keyed digest of a file's place and stamp, so that memory does not grow with the
/// store: 8 MiB for about a million files, four terabytes of blocks. A mark that has to give way costs its file one more
/// reading. A file that was never looked at passes for a good one once in 10^18 looks.
///
/// It begins empty with each process: reading everything once more after a restart is what finds a disk that forgets.
final class VerifiedFiles: Sendable {
    typealias Mark = UInt64

    /// Marks that a file's may lie among: one line of the processor's cache.
    private static let ways = 8

    private let marks: Mutex<[Mark]>
    private let groups: UInt64

    /// - Parameter capacity: marks at most; a power of two, at least 8.
    init(capacity: Int = 1 << 20) {
        precondition(capacity >= Self.ways && capacity & (capacity - 1) == 0, "a power of two, at least eight")
        marks = Mutex([Mark](repeating: 0, count: capacity))
        groups = UInt64(capacity / Self.ways)
    }

    /// Names one state of one file.
    static func mark(_ place: HashedPlace, _ stamp: FileStamp) -> Mark {
        var hasher = Hasher()
        hasher.combine(place.kind)
        // All of it: of equal names equal marks are the point.
        place.hash.withBytes { hasher.combine(bytes: $0) }
        hasher.combine(stamp)
        // Zero stands for nothing.
        return UInt64(bitPattern: Int64(hasher.finalize())) | 1
    }

    func contains(_ mark: Mark) -> Bool {
        let group = group(of: mark)
        return marks.withLock { marks in group.contains { marks[$0] == mark } }
    }

    func insert(_ mark: Mark) {
        let group = group(of: mark)
        marks.withLock { marks in
            if group.contains(where: { marks[$0] == mark }) { return }
            // Which one gives way is as good as random, and another one for each mark.
            let place = group.first { marks[$0] == 0 } ?? group.lowerBound + Int(mark >> 61)
            marks[place] = mark
        }
    }

    /// All are to be looked at again.
    func removeAll() {
        marks.withLock { marks in for index in marks.indices { marks[index] = 0 } }
    }

    private func group(of mark: Mark) -> Range<Int> {
        // The lowest bit is always set.
        let start = Int((mark >> 1) % groups) * Self.ways
        return start..<(start + Self.ways)
    }
}
