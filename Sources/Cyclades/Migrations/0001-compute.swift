import SQLAccess

extension CycladesMigrations {
    /// Flavors, backends, servers and what hangs on them (compute.md 4.1). Moments are microseconds.
    static let compute = Migration(
        1, "compute",
        statements: [
            """
            CREATE TABLE flavor (
                id \(.serialPrimaryKey),
                cpus INTEGER NOT NULL CHECK (cpus > 0),
                ram_mib BIGINT NOT NULL CHECK (ram_mib > 0),
                disk_gib BIGINT NOT NULL CHECK (disk_gib >= 0),
                disk_template TEXT NOT NULL,
                deleted BOOLEAN NOT NULL,
                UNIQUE (cpus, ram_mib, disk_gib, disk_template)
            )
            """,
            """
            CREATE TABLE backend (
                id \(.serialPrimaryKey),
                name TEXT NOT NULL UNIQUE,
                slot INTEGER NOT NULL UNIQUE CHECK (slot BETWEEN 0 AND 15),
                drained BOOLEAN NOT NULL,
                offline BOOLEAN NOT NULL
            )
            """,
            """
            CREATE TABLE server (
                id \(.serialPrimaryKey),
                name TEXT NOT NULL,
                owner TEXT NOT NULL,
                image_id TEXT NOT NULL,
                flavor_id BIGINT NOT NULL REFERENCES flavor (id),
                backend_id BIGINT NOT NULL REFERENCES backend (id),
                created BIGINT NOT NULL,
                updated BIGINT NOT NULL,
                deleted BOOLEAN NOT NULL,
                suspended BOOLEAN NOT NULL,
                task TEXT NOT NULL,
                oper_state TEXT NOT NULL,
                job_id BIGINT,
                job_opcode TEXT,
                job_status TEXT,
                job_log TEXT,
                reported_at BIGINT,
                build_percentage INTEGER NOT NULL,
                commission BIGINT,
                port_forwards TEXT,
                release_due BOOLEAN NOT NULL
            )
            """,
            "CREATE INDEX server_owner ON server (owner, deleted, id)",
            "CREATE INDEX server_updated ON server (owner, updated)",
            "CREATE INDEX server_release ON server (id) WHERE release_due",
            """
            CREATE TABLE server_metadata (
                server_id BIGINT NOT NULL REFERENCES server (id),
                key TEXT NOT NULL,
                value TEXT NOT NULL,
                PRIMARY KEY (server_id, key)
            )
            """,
            """
            CREATE TABLE server_diagnostic (
                id \(.serialPrimaryKey),
                server_id BIGINT NOT NULL REFERENCES server (id),
                level TEXT NOT NULL,
                source TEXT NOT NULL,
                source_time BIGINT,
                message TEXT NOT NULL,
                details TEXT,
                created BIGINT NOT NULL
            )
            """,
            "CREATE INDEX server_diagnostic_server ON server_diagnostic (server_id, id)",
            """
            CREATE TABLE commission (
                serial BIGINT PRIMARY KEY,
                accepted BOOLEAN NOT NULL,
                recorded BIGINT NOT NULL
            )
            """,
            """
            CREATE TABLE public_key (
                id \(.serialPrimaryKey),
                owner TEXT NOT NULL,
                name TEXT NOT NULL,
                content TEXT NOT NULL,
                fingerprint TEXT NOT NULL
            )
            """,
            "CREATE INDEX public_key_owner ON public_key (owner, id)",
        ])
}
