import SQLAccess

extension AstakosMigrations {
    /// Components, what they serve and where, and what is counted. Source: identity.md 3.11.
    static let registry0002 = Migration(
        2, "registry",
        statements: [
            """
            CREATE TABLE components (
                id \(SQL.serialPrimaryKey),
                name TEXT NOT NULL UNIQUE,
                url TEXT UNIQUE,
                token_digest \(SQL.blob) NOT NULL UNIQUE,
                token_sealed \(SQL.blob) NOT NULL,
                token_created BIGINT NOT NULL,
                token_expires BIGINT
            )
            """,
            """
            CREATE TABLE services (
                id \(SQL.serialPrimaryKey),
                component_id BIGINT NOT NULL REFERENCES components(id) ON DELETE CASCADE,
                name TEXT NOT NULL UNIQUE,
                type TEXT NOT NULL
            )
            """,
            "CREATE INDEX services_component ON services (component_id)",
            """
            CREATE TABLE endpoints (
                id \(SQL.serialPrimaryKey),
                service_id BIGINT NOT NULL REFERENCES services(id) ON DELETE CASCADE
            )
            """,
            "CREATE INDEX endpoints_service ON endpoints (service_id)",
            """
            CREATE TABLE endpoint_data (
                id \(SQL.serialPrimaryKey),
                endpoint_id BIGINT NOT NULL REFERENCES endpoints(id) ON DELETE CASCADE,
                key TEXT NOT NULL,
                value TEXT NOT NULL,
                UNIQUE (endpoint_id, key)
            )
            """,
            """
            CREATE TABLE resources (
                id \(SQL.serialPrimaryKey),
                name TEXT NOT NULL UNIQUE,
                description TEXT NOT NULL,
                unit TEXT,
                service_type TEXT NOT NULL,
                service_origin TEXT NOT NULL,
                uplimit BIGINT NOT NULL DEFAULT 0 CHECK (uplimit >= 0),
                allow_in_projects BOOLEAN NOT NULL DEFAULT TRUE
            )
            """,
            "CREATE INDEX resources_origin ON resources (service_origin)",
        ])
}
