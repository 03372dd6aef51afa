/// What a move came across.
public struct BlockMoveReport: Sendable {
    public var blocks = Counts()
    public var maps = Counts()

    public init() {}

    /// Bytes are those in the old store.
    public struct Counts: Sendable {
        /// In the old store.
        public var seen = 0
        public var seenBytes: Int64 = 0
        /// Not in the new store, and left alone.
        public var absent = 0
        public var absentBytes: Int64 = 0
        /// Copied, or removed.
        public var done = 0
        public var doneBytes: Int64 = 0
        /// Copied too lately to be removed.
        public var fresh = 0
        /// What its name says is not what it holds; neither copied nor removed.
        public var damaged: [BlockHash] = []

        mutating func add(_ other: Counts) {
            seen += other.seen
            seenBytes += other.seenBytes
            absent += other.absent
            absentBytes += other.absentBytes
            done += other.done
            doneBytes += other.doneBytes
            fresh += other.fresh
            damaged += other.damaged
        }
    }

    mutating func add(_ counts: Counts, to kind: StoredKind) {
        switch kind {
        case .block: blocks.add(counts)
        case .map: maps.add(counts)
        }
    }
}
