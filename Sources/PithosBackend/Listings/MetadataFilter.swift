import SQLAccess
import Vocabulary

/// What a metadata query asks of the objects of a container, in SQL.
///
/// A page can be found in two ways: walk along the names and look at the metadata of each, which is quick where many
/// objects match, or begin with the objects that match, which is quick where few do. The index on keys and values tells
/// which of the two looks at fewer rows.
struct MetadataFilter {
    let tx: Transaction
    let container: ContainerPath
    let query: MetadataQuery
    /// Rows that are wanted.
    let limit: Int
    /// Versions of the past are asked for, which the index does not have.
    let isPast: Bool

    /// On `n`, a node, and `v`, its version.
    func conditions() throws -> [SQL] {
        var conditions = required.map(has)
        if !query.noneOf.isEmpty { conditions.append("NOT " + has("a.key IN \(.list(query.noneOf))")) }
        if let few = try selection() { conditions.append("n.node IN (\(few))") }
        return conditions
    }

    /// What an object's metadata must have, each on one row of `a`.
    private var required: [SQL] {
        var required: [SQL] = query.anyOf.isEmpty ? [] : ["a.key IN \(.list(query.anyOf))"]
        for comparison in query.comparisons {
            let relation = SQL(verbatim: comparison.relation.sql)
            required.append("a.key = \(comparison.key) AND a.value \(relation) \(comparison.value)")
        }
        return required
    }

    private func has(_ condition: SQL) -> SQL {
        """
        EXISTS (SELECT 1 FROM attributes a
            WHERE a.serial = v.serial AND a.domain = \(MetadataDomain.pithos.rawValue) AND \(condition))
        """
    }

    /// The nodes that fulfil the rarest of the conditions; nil where walking along the names looks at fewer rows.
    private func selection() throws -> SQL? {
        guard !isPast, !required.isEmpty, let node = try tx.nodes.lookup(container.path) else { return nil }
        let population = try tx.statistics.find(node.id, .normal).population
        // Of N objects m match. A page of p takes m look-ups one way and N·p/m the other.
        var fewest = Int((Double(max(population, 1)) * Double(limit)).squareRoot())
        var selection: SQL?
        for condition in required {
            let matching: SQL = """
                FROM attributes a WHERE a.container = \(node.id) AND a.is_latest AND \(condition)
                """
            let count: Int? = try tx.value("SELECT COUNT(*) FROM (SELECT 1 \(matching) LIMIT \(fewest)) few")
            guard let count, count < fewest else { continue }
            fewest = count
            selection = "SELECT a.node \(matching)"
        }
        return selection
    }
}

extension MetadataQuery.Relation {
    fileprivate var sql: String { self == .notEqual ? "<>" : rawValue }
}
