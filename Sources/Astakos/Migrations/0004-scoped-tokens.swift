import SQLAccess

extension AstakosMigrations {
    /// Tokens for one project and application credentials, as OpenStack's clients have them. Source: openstack.md 2.2, 2.6.
    static let scopedTokens0004 = Migration(
        4, "scoped-tokens",
        statements: [
            """
            CREATE TABLE application_credentials (
                id TEXT PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                project TEXT NOT NULL,
                name TEXT NOT NULL,
                description TEXT,
                roles TEXT NOT NULL,
                secret_digest \(SQL.blob) NOT NULL,
                is_unrestricted BOOLEAN NOT NULL,
                created BIGINT NOT NULL,
                expires BIGINT,
                UNIQUE (user_id, name)
            )
            """,
            """
            CREATE TABLE scoped_tokens (
                digest \(SQL.blob) PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                audit_id TEXT NOT NULL,
                methods TEXT NOT NULL,
                scope TEXT NOT NULL,
                credential_id TEXT REFERENCES application_credentials(id) ON DELETE CASCADE,
                created BIGINT NOT NULL,
                expires BIGINT NOT NULL
            )
            """,
            "CREATE INDEX scoped_tokens_user ON scoped_tokens (user_id, created)",
            "CREATE INDEX scoped_tokens_credential ON scoped_tokens (credential_id)",
            "CREATE INDEX scoped_tokens_expires ON scoped_tokens (expires)",
        ])
}
