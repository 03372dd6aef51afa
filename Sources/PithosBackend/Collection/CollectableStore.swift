public import Vocabulary

/// A block store that garbage can be collected in, while uploads go on.
///
/// What nothing refers to goes in two steps: it is retired, and a good while later discarded. A batch that adds or claims
/// a hash marks it as touched, or gets it back from among the retired; whoever reads a retired one gets it back as well.
/// So a block that somebody is about to refer to is never lost, however the steps of the two fall:
///
///     collector  looks: touched long ago ─▶ retires ─▶ looks again: touched meanwhile? ─▶ gets it back
///     batch                              touches ─▶ looks: still in its place? ─no─▶ gets it back
public protocol CollectableStore: BlockStore {
    /// Where it is, in words; tells it from other stores.
    var place: String { get }

    /// Now, by the clock that tells when something was stored or touched.
    func now() async throws -> Timestamp

    /// Takes out of use those of `hashes` that nobody has stored, added or claimed since `moment`.
    ///
    /// - Parameter isDryRun: only counts.
    func retire(
        _ kind: StoredKind, _ hashes: [BlockHash], untouchedSince moment: Timestamp, isDryRun: Bool
    ) async throws -> Retirement

    /// Names of what is retired, as `list` gives names. Some of them may be in use again.
    func retired(_ kind: StoredKind, after cursor: StoredCursor?, limit: Int) async throws -> StoredPage

    /// Puts retired things back into use. What is not retired is left as it is.
    func bringBack(_ kind: StoredKind, _ hashes: [BlockHash]) async throws

    /// Deletes for good those of `hashes` that were retired before `moment`.
    ///
    /// - Parameter isDryRun: only counts.
    func discard(
        _ kind: StoredKind, _ hashes: [BlockHash], retiredBefore moment: Timestamp, isDryRun: Bool
    ) async throws -> StoredAmount
}

/// What became of names that nothing refers to.
public struct Retirement: Sendable, Hashable {
    public var retired = StoredAmount()
    /// Stay, since somebody has stored, added or claimed them too lately. What was retired before, and what is not there,
    /// counts as neither.
    public var young = 0

    public init(retired: StoredAmount = StoredAmount(), young: Int = 0) {
        self.retired = retired
        self.young = young
    }

    public static func += (sum: inout Retirement, other: Retirement) {
        sum.retired += other.retired
        sum.young += other.young
    }
}

/// A number of things in a store.
public struct StoredAmount: Sendable, Hashable, Codable {
    public var count = 0
    /// As they lie there.
    public var bytes: Int64 = 0

    public init(count: Int = 0, bytes: Int64 = 0) {
        self.count = count
        self.bytes = bytes
    }

    public static func += (sum: inout StoredAmount, other: StoredAmount) {
        sum.count += other.count
        sum.bytes += other.bytes
    }
}
