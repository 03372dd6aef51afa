import SQLAccess
import Vocabulary

/// A pool of names for private networks: MAC prefixes, or bridges. Gives out the lowest free valid one.
/// Source: compute.md 4.1, operations.md 4.3.
struct ValuePool {
    enum Kind: String, SQLConvertible {
        case macPrefix = "mac-prefix"
        case bridge
    }

    let tx: Transaction
    let kind: Kind
    let base: String
    let size: Int64

    /// Locks the pool's row.
    ///
    /// - Throws: serviceUnavailable when the operator has made no such pool.
    init(_ tx: Transaction, _ kind: Kind) throws {
        guard let row = try tx.first("SELECT base, size FROM value_pool WHERE kind = \(kind)\(.forUpdate)") else {
            throw Fault(.serviceUnavailable, "There is no \(kind.rawValue) pool to take a network's values from")
        }
        self.tx = tx
        self.kind = kind
        base = try row.get(0)
        size = try row.get(1)
    }

    /// Makes the pool if there is none.
    static func ensure(_ kind: Kind, base: String, size: Int64, in tx: Transaction) throws {
        try tx.run(
            """
            INSERT INTO value_pool (kind, base, size) VALUES (\(kind), \(base), \(size))
            ON CONFLICT (kind) DO NOTHING
            """)
    }

    /// - Throws: serviceUnavailable when all are taken.
    func take() throws -> String {
        var position = try nextFree(from: 0)
        while position < size {
            if let value = value(at: position) {
                try tx.run("INSERT INTO taken_value (kind, position) VALUES (\(kind), \(position))")
                return value
            }
            position = try nextFree(from: position + 1)
        }
        throw Fault(.serviceUnavailable, "The \(kind.rawValue) pool is empty")
    }

    /// Puts a value back; one that is not of this pool changes nothing.
    func release(_ value: String) throws {
        guard let position = position(of: value) else { return }
        try tx.run("DELETE FROM taken_value WHERE kind = \(kind) AND position = \(position)")
    }

    /// The lowest position at or after `start` that is not taken.
    private func nextFree(from start: Int64) throws -> Int64 {
        let isTaken: Int64? = try tx.value(
            "SELECT position FROM taken_value WHERE kind = \(kind) AND position = \(start)")
        guard isTaken != nil else { return start }
        let next: Int64? = try tx.value(
            """
            SELECT MIN(t.position) + 1 FROM taken_value t WHERE t.kind = \(kind) AND t.position >= \(start) AND NOT EXISTS
            (SELECT 1 FROM taken_value n WHERE n.kind = t.kind AND n.position = t.position + 1)
            """)
        return next ?? start
    }

    /// The value at a position; nil where it may not be given out.
    private func value(at position: Int64) -> String? {
        switch kind {
        case .bridge: return "\(base)\(position + 1)"
        case .macPrefix:
            let prefix = MACPrefix(base: base, offset: position)
            // Position 0 is the default prefix of public networks.
            guard position > 0, let prefix, prefix.isLocalUnicast else { return nil }
            return prefix.text
        }
    }

    private func position(of value: String) -> Int64? {
        switch kind {
        case .bridge:
            guard value.hasPrefix(base), let number = Int64(value.dropFirst(base.count)) else { return nil }
            return number - 1
        case .macPrefix:
            guard let first = MACPrefix(base: base, offset: 0), let given = MACPrefix(base: value, offset: 0),
                first.digits == given.digits
            else { return nil }
            return given.number - first.number
        }
    }
}
