import SQLAccess

extension CycladesMigrations {
    /// What is needed to give an order again that a crash kept from the backend: when it was asked for, and, for a
    /// server in the making, its parameters, sealed.
    static let orders = Migration(
        4, "orders",
        statements: [
            "ALTER TABLE server ADD COLUMN asked BIGINT NOT NULL DEFAULT 0",
            """
            CREATE TABLE server_parameters (
                server_id BIGINT PRIMARY KEY REFERENCES server (id),
                key_digest \(.blob) NOT NULL UNIQUE,
                sealed \(.blob) NOT NULL
            )
            """,
        ])
}
