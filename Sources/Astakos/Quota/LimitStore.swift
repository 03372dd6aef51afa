import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var limits: LimitStore { LimitStore(tx: self) }
}

/// Limits of holdings, as they follow from default and base quotas.
///
/// A user's limit of a resource is the base quota set for the user, else the resource's default (identity.md 3.13).
/// Accepted users have a holding of every resource; others have none.
struct LimitStore {
    let tx: Transaction

    /// Users who take part: verified, decided upon, not rejected. Whether they are active makes no difference.
    private static let accepted: SQL = "users.email_verified AND users.moderated AND NOT users.is_rejected"

    /// Who should hold how much.
    private func computed(where condition: SQL) -> SQL {
        """
        SELECT users.uuid AS holder, 'system' AS source, resources.name AS resource,
            COALESCE(base_quotas.capacity, resources.uplimit) AS uplimit
        FROM users CROSS JOIN resources
            LEFT JOIN base_quotas ON base_quotas.user_id = users.id AND base_quotas.resource_id = resources.id
        WHERE \(Self.accepted) AND \(condition)
        """
    }

    /// Makes the missing holdings of one user and brings the limits of the others up to date.
    func sync(user: User.ID) throws { try sync(where: "users.id = \(user)") }

    /// The same for every user and one resource.
    func sync(resource: Resource.ID) throws { try sync(where: "resources.id = \(resource)") }

    /// The same for all.
    func syncAll() throws { try sync(where: "TRUE") }

    private func sync(where condition: SQL) throws {
        // In the order of the key, as every writer locks holdings.
        try tx.run(
            """
            INSERT INTO holdings (holder, source, resource, uplimit) \(computed(where: condition))
            ORDER BY 1, 2, 3
            ON CONFLICT (holder, source, resource) DO UPDATE SET uplimit = EXCLUDED.uplimit
            """)
    }

    /// Holdings that are missing or whose limit is not what it should be.
    func deviations() throws -> [LimitDeviation] {
        try tx.all(
            """
            SELECT wanted.holder, wanted.source, wanted.resource, wanted.uplimit, holdings.uplimit
            FROM (\(computed(where: "TRUE"))) AS wanted
            LEFT JOIN holdings ON holdings.holder = wanted.holder AND holdings.source = wanted.source
                AND holdings.resource = wanted.resource
            WHERE holdings.uplimit IS NULL OR holdings.uplimit <> wanted.uplimit
            ORDER BY 1, 2, 3
            """
        ) { row in
            LimitDeviation(
                key: Holding.Key(holder: try row.get(0), source: try row.get(1), resource: try row.get(2)),
                computed: try row.get(3), stored: try row.getOptional(4))
        }
    }
}
