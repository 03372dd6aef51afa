import SQLAccess

extension CycladesMigrations {
    /// Networks, interfaces and the pools they draw from (compute.md 4.1).
    ///
    /// A pool is the list of what is taken. The primary key makes it impossible to give a value out twice, whatever
    /// the code does.
    static let networks = Migration(
        2, "networks",
        statements: [
            """
            CREATE TABLE network (
                id \(.serialPrimaryKey),
                name TEXT NOT NULL,
                owner TEXT,
                type TEXT NOT NULL,
                mode TEXT NOT NULL,
                link TEXT NOT NULL,
                mac_prefix TEXT NOT NULL,
                tags TEXT NOT NULL,
                cidr TEXT NOT NULL,
                gateway TEXT,
                cidr6 TEXT,
                gateway6 TEXT,
                dhcp BOOLEAN NOT NULL,
                public BOOLEAN NOT NULL,
                drained BOOLEAN NOT NULL,
                state TEXT NOT NULL,
                task TEXT NOT NULL,
                deleted BOOLEAN NOT NULL,
                commission BIGINT,
                release_due BOOLEAN NOT NULL,
                created BIGINT NOT NULL,
                updated BIGINT NOT NULL
            )
            """,
            "CREATE INDEX network_owner ON network (owner, deleted, id)",
            "CREATE INDEX network_public ON network (public, id)",
            "CREATE INDEX network_release ON network (id) WHERE release_due",
            """
            CREATE TABLE backend_network (
                network_id BIGINT NOT NULL REFERENCES network (id),
                backend_id BIGINT NOT NULL REFERENCES backend (id),
                mac_prefix TEXT NOT NULL,
                oper_state TEXT NOT NULL,
                job_id BIGINT,
                job_opcode TEXT,
                job_status TEXT,
                job_log TEXT,
                reported_at BIGINT,
                PRIMARY KEY (network_id, backend_id)
            )
            """,
            """
            CREATE TABLE nic (
                id \(.serialPrimaryKey),
                server_id BIGINT NOT NULL REFERENCES server (id),
                network_id BIGINT NOT NULL REFERENCES network (id),
                position INTEGER NOT NULL,
                mac TEXT NOT NULL,
                ipv4 TEXT,
                ipv6 TEXT,
                firewall TEXT,
                state TEXT NOT NULL,
                dirty BOOLEAN NOT NULL,
                created BIGINT NOT NULL,
                updated BIGINT NOT NULL
            )
            """,
            "CREATE INDEX nic_server ON nic (server_id, position)",
            "CREATE INDEX nic_network ON nic (network_id)",
            """
            CREATE TABLE taken_address (
                network_id BIGINT NOT NULL REFERENCES network (id),
                address BIGINT NOT NULL,
                in_use BOOLEAN NOT NULL,
                external BOOLEAN NOT NULL,
                PRIMARY KEY (network_id, address)
            )
            """,
            """
            CREATE TABLE value_pool (
                kind TEXT PRIMARY KEY,
                base TEXT NOT NULL,
                size BIGINT NOT NULL CHECK (size > 0)
            )
            """,
            """
            CREATE TABLE taken_value (
                kind TEXT NOT NULL REFERENCES value_pool (kind),
                position BIGINT NOT NULL,
                PRIMARY KEY (kind, position)
            )
            """,
        ])
}
