import SQLAccess

/// What leads to one revision of the original's from the one before: what alembic would do.
///
/// A step may be interrupted anywhere and begun again: what was committed before it recorded its revision is found and
/// not done twice.
struct OriginalStep: Sendable {
    /// What is done in one go.
    enum Stage: Sendable {
        /// All in one transaction.
        case whole(@Sendable (Transaction) throws -> Void)
        /// A statement for each range of serials, each in a transaction of its own. It must leave alone what it has
        /// done before.
        case ranges(of: String, @Sendable (Range<Int64>) -> SQL)
    }

    /// Where it leads.
    var revision: OriginalRevision
    /// The table whose rows it goes through; nil when it is done at once.
    var rowsOf: String?
    /// In order; the last one records the revision.
    var stages: [Stage]
    /// What it does to rows that our own schema wants too.
    var data: (@Sendable (Transaction) throws -> Void)?

    /// To the revision of this number.
    init(
        to number: Int, rowsOf: String? = nil, _ stages: [Stage],
        data: (@Sendable (Transaction) throws -> Void)? = nil
    ) {
        revision = OriginalRevision.all[number - 1]
        self.rowsOf = rowsOf
        self.stages = stages + (data.map { [.whole($0)] } ?? [])
        self.data = data
    }

    /// All that this program can do, in order: one for each revision after the oldest that is supported.
    static let all: [OriginalStep] = [
        attributeNodes,  // 8
        OriginalStep(to: 9, [], data: PlanktonProperties.split),
        indexes(10),
        OriginalStep(to: 11, [], data: addProjects),
        availability,  // 12
        mapFiles,  // 13
        indexes(14),
        indexes(15),
        OriginalStep(to: 16, rowsOf: "versions", [], data: mendSizes),
        indexes(17),
        indexes(18),
        indexes(19),
        availabilityNumbers,  // 20
    ]

    private static func indexes(_ number: Int) -> OriginalStep {
        let indexes = LaterIndexes.byRevision[number] ?? []
        return OriginalStep(
            to: number, rowsOf: indexes.first?.table, indexes.map { index in .whole { try index.create($0) } })
    }
}
