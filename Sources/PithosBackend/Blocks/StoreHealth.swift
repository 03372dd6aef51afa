import Synchronization

/// Counts what a block store finds of the state of its files, since the process began.
public final class StoreHealth: Sendable {
    private let verifiedFiles = Atomic<Int>(0)
    private let verifiedBytes = Atomic<Int>(0)
    private let damagedFiles = Atomic<Int>(0)
    private let failedReads = Atomic<Int>(0)

    public init() {}

    /// The counts at one moment.
    public struct Counts: Sendable, Hashable {
        /// Files that were read through to see whether they are what their names say.
        public var verifiedFiles: Int
        public var verifiedBytes: Int
        /// Files among them that were not.
        public var damagedFiles: Int
        /// Times that an object could not be given because a block or its map was missing or damaged.
        public var failedReads: Int
    }

    public var counts: Counts {
        Counts(
            verifiedFiles: verifiedFiles.load(ordering: .relaxed),
            verifiedBytes: verifiedBytes.load(ordering: .relaxed),
            damagedFiles: damagedFiles.load(ordering: .relaxed), failedReads: failedReads.load(ordering: .relaxed))
    }

    func verified(bytes: Int) {
        verifiedFiles.add(1, ordering: .relaxed)
        verifiedBytes.add(bytes, ordering: .relaxed)
    }

    func found(_ damaged: HashedPlace) { damagedFiles.add(1, ordering: .relaxed) }

    func readFailed() { failedReads.add(1, ordering: .relaxed) }
}
