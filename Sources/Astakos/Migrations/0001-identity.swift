import SQLAccess

extension AstakosMigrations {
    /// Users, how they prove who they are, and what they belong to. Source: identity.md 3.1, 3.4, 3.7.
    static let identity0001 = Migration(
        1, "identity",
        statements: [
            """
            CREATE TABLE users (
                id \(SQL.serialPrimaryKey),
                uuid TEXT NOT NULL UNIQUE,
                username TEXT NOT NULL UNIQUE,
                email TEXT NOT NULL,
                first_name TEXT NOT NULL,
                last_name TEXT NOT NULL,
                password TEXT NOT NULL,
                is_active BOOLEAN NOT NULL DEFAULT FALSE,
                is_superuser BOOLEAN NOT NULL DEFAULT FALSE,
                last_login BIGINT,
                date_joined BIGINT NOT NULL,
                updated BIGINT NOT NULL,
                level BIGINT NOT NULL,
                invitations BIGINT NOT NULL DEFAULT 0,
                token_digest \(SQL.blob) NOT NULL UNIQUE,
                token_sealed \(SQL.blob) NOT NULL,
                token_created BIGINT NOT NULL,
                token_expires BIGINT NOT NULL,
                email_verified BOOLEAN NOT NULL DEFAULT FALSE,
                verified_at BIGINT,
                verification_code TEXT NOT NULL UNIQUE,
                activation_sent BIGINT,
                moderated BOOLEAN NOT NULL DEFAULT FALSE,
                moderated_at BIGINT,
                accepted_policy TEXT,
                accepted_email TEXT,
                is_rejected BOOLEAN NOT NULL DEFAULT FALSE,
                rejected_reason TEXT,
                deactivated_reason TEXT,
                deactivated_at BIGINT,
                date_signed_terms BIGINT,
                is_verified BOOLEAN NOT NULL DEFAULT FALSE
            )
            """,
            """
            CREATE TABLE groups (
                id \(SQL.serialPrimaryKey),
                name TEXT NOT NULL UNIQUE
            )
            """,
            """
            CREATE TABLE group_members (
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                group_id BIGINT NOT NULL REFERENCES groups(id) ON DELETE CASCADE,
                PRIMARY KEY (user_id, group_id)
            )
            """,
            "CREATE INDEX group_members_group ON group_members (group_id)",
            """
            CREATE TABLE user_permissions (
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                codename TEXT NOT NULL,
                PRIMARY KEY (user_id, codename)
            )
            """,
            """
            CREATE TABLE auth_providers (
                id \(SQL.serialPrimaryKey),
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                module TEXT NOT NULL,
                identifier TEXT,
                active BOOLEAN NOT NULL DEFAULT TRUE,
                auth_backend TEXT NOT NULL,
                created BIGINT NOT NULL,
                UNIQUE (identifier, module, user_id)
            )
            """,
            "CREATE INDEX auth_providers_user ON auth_providers (user_id)",
            """
            CREATE TABLE terms (
                id \(SQL.serialPrimaryKey),
                date BIGINT NOT NULL,
                location TEXT NOT NULL
            )
            """,
            """
            CREATE TABLE sessions (
                digest \(SQL.blob) PRIMARY KEY,
                user_id BIGINT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
                created BIGINT NOT NULL,
                expires BIGINT NOT NULL
            )
            """,
            "CREATE INDEX sessions_user ON sessions (user_id)",
            "CREATE INDEX sessions_expires ON sessions (expires)",
        ])
}
