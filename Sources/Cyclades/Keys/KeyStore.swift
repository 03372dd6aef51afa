import SQLAccess
import Vocabulary

extension Transaction {
    var keys: KeyStore { KeyStore(tx: self) }
}

/// The SQL of `public_key`.
struct KeyStore {
    let tx: Transaction

    private static let columns: SQL = "id, owner, name, content, fingerprint"

    /// By id.
    func list(of owner: UserID) throws -> [PublicKey] {
        try tx.all("SELECT \(Self.columns) FROM public_key WHERE owner = \(owner) ORDER BY id", PublicKey.init(row:))
    }

    /// - Throws: itemNotFound, also when the key is another user's.
    func find(_ id: PublicKey.ID, owner: UserID) throws -> PublicKey {
        let row = try tx.first("SELECT \(Self.columns) FROM public_key WHERE id = \(id) AND owner = \(owner)")
        guard let row else { throw Fault(.itemNotFound, "Key not found.") }
        return try PublicKey(row: row)
    }

    func count(of owner: UserID) throws -> Int {
        try tx.value("SELECT COUNT(*) FROM public_key WHERE owner = \(owner)") ?? 0
    }

    func insert(name: String, content: String, owner: UserID) throws -> PublicKey {
        let rows = try tx.all(
            """
            INSERT INTO public_key (owner, name, content, fingerprint)
            VALUES (\(owner), \(name), \(content), \(KeyFingerprint.of(content))) RETURNING \(Self.columns)
            """, PublicKey.init(row:))
        guard let key = rows.first else { throw DatabaseError.noRow(statement: "INSERT INTO public_key") }
        return key
    }

    func update(_ key: PublicKey) throws {
        try tx.run(
            """
            UPDATE public_key SET name = \(key.name), content = \(key.content), fingerprint = \(key.fingerprint)
            WHERE id = \(key.id)
            """)
    }

    func delete(_ id: PublicKey.ID) throws {
        try tx.run("DELETE FROM public_key WHERE id = \(id)")
    }
}

extension PublicKey {
    /// Reads the columns of `KeyStore.columns`.
    fileprivate init(row: Row) throws {
        id = try row.get(0)
        owner = try row.get(1)
        name = try row.get(2)
        content = try row.get(3)
        fingerprint = try row.get(4)
    }
}
