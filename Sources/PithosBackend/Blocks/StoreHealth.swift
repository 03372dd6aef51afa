import Synchronization
import Vocabulary

/// Counts what a block store finds of the state of its files, since the process began.
public final class StoreHealth: Sendable {
    private let verifiedFiles = Atomic<Int>(0)
    private let verifiedBytes = Atomic<Int>(0)
    private let damagedFiles = Atomic<Int>(0)
    private let failedReads = Atomic<Int>(0)
    private let scrubbedBytes = Atomic<Int>(0)
    private let scrubEnd = Atomic<Int>(0)
    private let untold = Mutex<[Damage]>([])

    /// Found and not told, at most.
    private static let untoldMax = 10_000

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
        /// That the scrub has read.
        public var scrubbedBytes = 0
        /// When its last round ended, in seconds since 1970; 0 where none has.
        public var scrubEndSeconds = 0
    }

    public var counts: Counts {
        Counts(
            verifiedFiles: verifiedFiles.load(ordering: .relaxed),
            verifiedBytes: verifiedBytes.load(ordering: .relaxed),
            damagedFiles: damagedFiles.load(ordering: .relaxed), failedReads: failedReads.load(ordering: .relaxed),
            scrubbedBytes: scrubbedBytes.load(ordering: .relaxed),
            scrubEndSeconds: scrubEnd.load(ordering: .relaxed))
    }

    func verified(bytes: Int) {
        verifiedFiles.add(1, ordering: .relaxed)
        verifiedBytes.add(bytes, ordering: .relaxed)
    }

    func found(_ damaged: HashedPlace) { found(damaged.kind, damaged.hash) }

    /// Something was damaged and was set aside.
    public func found(_ kind: StoredKind, _ hash: BlockHash) {
        damagedFiles.add(1, ordering: .relaxed)
        putBack(untold: [Damage(kind, hash, .damaged)])
    }

    func scrubbed(bytes: Int) { scrubbedBytes.add(bytes, ordering: .relaxed) }

    func scrubEnded(_ moment: Timestamp) {
        scrubEnd.store(Int(moment.microseconds / 1_000_000), ordering: .relaxed)
    }

    /// What was found damaged since this was last asked.
    func takeUntold() -> [Damage] {
        untold.withLock { untold in
            defer { untold = [] }
            return untold
        }
    }

    func putBack(untold damage: [Damage]) {
        untold.withLock { $0 += damage.prefix(Self.untoldMax - $0.count) }
    }

    func readFailed() { failedReads.add(1, ordering: .relaxed) }
}
