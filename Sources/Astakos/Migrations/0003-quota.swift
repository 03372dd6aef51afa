import SQLAccess

extension AstakosMigrations {
    /// What everyone may use and uses. Source: identity.md 3.13.
    ///
    /// `usage_min` is what is surely used, `usage_max` what may come to be used if all that is pending is accepted.
    static let quota0003 = Migration(
        3, "quota",
        statements: [
            """
            CREATE TABLE base_quotas (
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                resource_id BIGINT NOT NULL REFERENCES resources(id) ON DELETE CASCADE,
                capacity BIGINT NOT NULL CHECK (capacity >= 0),
                PRIMARY KEY (user_id, resource_id)
            )
            """,
            "CREATE INDEX base_quotas_resource ON base_quotas (resource_id)",
            """
            CREATE TABLE holdings (
                holder TEXT NOT NULL,
                source TEXT NOT NULL,
                resource TEXT NOT NULL,
                uplimit BIGINT NOT NULL,
                usage_min BIGINT NOT NULL DEFAULT 0 CHECK (usage_min >= 0),
                usage_max BIGINT NOT NULL DEFAULT 0 CHECK (usage_max >= usage_min),
                PRIMARY KEY (holder, source, resource)
            )
            """,
            "CREATE INDEX holdings_resource ON holdings (resource)",
            """
            CREATE TABLE commissions (
                serial \(SQL.serialPrimaryKey),
                name TEXT NOT NULL,
                client_key TEXT NOT NULL,
                issued BIGINT NOT NULL
            )
            """,
            "CREATE INDEX commissions_client ON commissions (client_key, serial)",
            """
            CREATE TABLE provisions (
                id \(SQL.serialPrimaryKey),
                serial BIGINT NOT NULL REFERENCES commissions(serial) ON DELETE CASCADE,
                holder TEXT NOT NULL,
                source TEXT NOT NULL,
                resource TEXT NOT NULL,
                quantity BIGINT NOT NULL
            )
            """,
            "CREATE INDEX provisions_serial ON provisions (serial)",
            """
            CREATE TABLE provision_log (
                id \(SQL.serialPrimaryKey),
                serial BIGINT NOT NULL,
                name TEXT NOT NULL,
                issued BIGINT NOT NULL,
                logged BIGINT NOT NULL,
                holder TEXT NOT NULL,
                source TEXT NOT NULL,
                resource TEXT NOT NULL,
                uplimit BIGINT NOT NULL,
                usage_min BIGINT NOT NULL,
                usage_max BIGINT NOT NULL,
                quantity BIGINT NOT NULL,
                reason TEXT NOT NULL
            )
            """,
            "CREATE INDEX provision_log_holder ON provision_log (holder, logged)",
        ])
}
