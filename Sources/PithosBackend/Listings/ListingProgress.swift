/// What a lister has found, and how far it is.
struct ListingProgress {
    /// Entries of a piece.
    static let pieceLength = 1_000
    /// Rows of one look-up while names are rolled up. Most of a folder's rows would be read for nothing, so few are read
    /// where folders are and more where objects follow each other.
    static let rowsWhileRollingUp = 2...256

    /// What was not handed on yet.
    private(set) var piece: [ListingEntry] = []
    /// Entries so far.
    private(set) var count = 0
    var lastSubdirectory: String?
    /// Rows of the next look-up while names are rolled up.
    var batch = Self.rowsWhileRollingUp.lowerBound
    /// Whether it is worth while to ask what is known.
    var mayBeKnown = true

    /// - Parameter limit: most entries.
    init(limit: Int) {
        piece.reserveCapacity(min(limit, Self.pieceLength))
    }

    mutating func add(_ entry: ListingEntry) {
        piece.append(entry)
        count += 1
    }

    /// Hands a piece on that is full.
    mutating func handOn(_ body: ([ListingEntry]) throws -> Void) throws {
        guard piece.count >= Self.pieceLength else { return }
        try body(piece)
        piece.removeAll(keepingCapacity: true)
    }
}
