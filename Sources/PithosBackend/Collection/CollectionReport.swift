/// What a collection found and did.
public struct CollectionReport: Sendable, Hashable, Codable {
    /// Versions that have content.
    public var versions = 0
    /// Different contents among them.
    public var contents = 0
    public var maps = Kind()
    public var blocks = Kind()
    /// Some of the hashmaps that versions refer to and that cannot be read.
    public var lostMaps: [String] = []
    public var lostMapCount = 0

    /// What became of one kind of things in the store.
    public struct Kind: Sendable, Hashable, Codable {
        /// Versions refer to so many.
        public var inUse = 0
        /// Nothing refers to so many, which were stored, or claimed by an upload, too lately to be judged.
        public var young = 0
        public var retired = StoredAmount()
        /// Were retired and are referred to again.
        public var broughtBack = 0
        public var discarded = StoredAmount()

        /// Nothing refers to so many.
        public var unused: Int { young + retired.count + discarded.count }
    }

    /// Whether blocks could not be told from garbage, since some hashmap that names them is lost.
    public var leftBlocksAlone = false

    /// Whether there is something in the store and no version at all that has content: nearly always the database of
    /// another store.
    public var isAllUnused: Bool { versions == 0 && maps.unused + blocks.unused > 0 }
}

/// How far a collection is.
public struct CollectionProgress: Sendable {
    public enum Phase: String, Sendable, Codable, CaseIterable {
        /// Reading the list of versions.
        case versions
        /// Reading the hashmaps they refer to.
        case hashmaps
        case sweepingMaps
        case sweepingBlocks
    }

    public var phase: Phase
    /// Of the phase, from 0 to 1.
    public var fraction: Double
    public var report: CollectionReport
}

/// What an operator decides about a collection.
public struct CollectionOptions: Sendable, Hashable, Codable {
    /// Only counts.
    public var isDryRun = true
    /// Seconds for which something must not have been stored or claimed before it is retired.
    public var graceSeconds: Int
    /// Seconds for which something must have been retired before it is discarded.
    public var keepSeconds: Int
    /// Retires blocks even where a lost hashmap might name them.
    public var ignoresLostMaps = false
    /// Takes everything away where no version has content; else only counts there.
    public var trustsEmptyDatabase = false

    public init(graceSeconds: Int, keepSeconds: Int) {
        self.graceSeconds = graceSeconds
        self.keepSeconds = keepSeconds
    }
}
