import SQLAccess

extension AstakosMigrations {
    /// Clients of the authorization code grant, and what they were granted. Source: identity.md 8.9.
    ///
    /// Secrets, codes and access tokens are never shown again, so only their digests are kept. The scope of a code is where
    /// an access token made from it is good for.
    static let oauth20005 = Migration(
        5, "oauth2",
        statements: [
            """
            CREATE TABLE oauth2_clients (
                id \(SQL.serialPrimaryKey),
                identifier TEXT NOT NULL UNIQUE,
                secret_digest \(SQL.blob),
                type TEXT NOT NULL CHECK (type IN ('confidential', 'public')),
                is_trusted BOOLEAN NOT NULL DEFAULT FALSE,
                created BIGINT NOT NULL,
                CHECK (type = 'public' OR secret_digest IS NOT NULL)
            )
            """,
            """
            CREATE TABLE oauth2_redirect_urls (
                id \(SQL.serialPrimaryKey),
                client_id BIGINT NOT NULL REFERENCES oauth2_clients(id) ON DELETE CASCADE,
                url TEXT NOT NULL,
                UNIQUE (client_id, url)
            )
            """,
            """
            CREATE TABLE oauth2_codes (
                digest \(SQL.blob) PRIMARY KEY,
                client_id BIGINT NOT NULL REFERENCES oauth2_clients(id) ON DELETE CASCADE,
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                redirect_uri TEXT NOT NULL,
                scope TEXT NOT NULL,
                created BIGINT NOT NULL,
                expires BIGINT NOT NULL
            )
            """,
            "CREATE INDEX oauth2_codes_client ON oauth2_codes (client_id)",
            "CREATE INDEX oauth2_codes_user ON oauth2_codes (user_id)",
            "CREATE INDEX oauth2_codes_expires ON oauth2_codes (expires)",
            """
            CREATE TABLE oauth2_tokens (
                digest \(SQL.blob) PRIMARY KEY,
                client_id BIGINT NOT NULL REFERENCES oauth2_clients(id) ON DELETE CASCADE,
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                scope TEXT NOT NULL,
                created BIGINT NOT NULL,
                expires BIGINT NOT NULL
            )
            """,
            "CREATE INDEX oauth2_tokens_client ON oauth2_tokens (client_id)",
            "CREATE INDEX oauth2_tokens_user ON oauth2_tokens (user_id)",
            "CREATE INDEX oauth2_tokens_expires ON oauth2_tokens (expires)",
        ])
}
