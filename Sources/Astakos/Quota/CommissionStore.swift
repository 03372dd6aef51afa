import AstakosClient
import SQLAccess
import Vocabulary

extension Transaction {
    var commissions: CommissionStore { CommissionStore(tx: self) }
}

/// The tables `commissions`, `provisions` and `provision_log`.
struct CommissionStore {
    let tx: Transaction

    private static let columns: SQL = "serial, name, client_key, issued"

    func insert(name: String, clientKey: String, issued: Timestamp) throws -> CommissionSerial {
        let serial = try tx.value(
            """
            INSERT INTO commissions (name, client_key, issued) VALUES (\(name), \(clientKey), \(issued)) RETURNING serial
            """, as: CommissionSerial.self)
        guard let serial else { throw DatabaseError.noRow(statement: "INSERT INTO commissions") }
        return serial
    }

    func insert(_ provisions: [Provision], of serial: CommissionSerial) throws {
        for chunk in provisions.chunks(of: 200) {
            let rows = chunk.map { provision -> SQL in
                "(\(serial), \(provision.holder), \(provision.source), \(provision.resource), \(provision.quantity))"
            }
            try tx.run(
                "INSERT INTO provisions (serial, holder, source, resource, quantity) VALUES \(.commaSeparated(rows))")
        }
    }

    /// Those of the serials that are pending for this component, locked, by serial.
    func lock(_ serials: Set<CommissionSerial>, clientKey: String) throws -> [Commission] {
        var found: [Commission] = []
        for chunk in serials.sorted().chunks(of: 500) {
            found += try tx.all(
                """
                SELECT \(Self.columns) FROM commissions WHERE serial IN \(.list(chunk)) AND client_key = \(clientKey)
                ORDER BY serial\(SQL.forUpdate)
                """, Commission.init)
        }
        return found
    }

    func provisions(of serials: [CommissionSerial]) throws -> [CommissionSerial: [Provision]] {
        var found: [CommissionSerial: [Provision]] = [:]
        for chunk in serials.chunks(of: 500) {
            try tx.forEach(
                """
                SELECT serial, holder, source, resource, quantity FROM provisions
                WHERE serial IN \(.list(chunk)) ORDER BY id
                """
            ) { row in
                let provision = Provision(
                    holder: try row.get(1), source: try row.get(2), resource: try row.get(3), quantity: try row.get(4))
                found[try row.get(0), default: []].append(provision)
            }
        }
        return found
    }

    /// Takes one off the books; nil when it is not pending for this component.
    func take(
        _ serial: CommissionSerial, clientKey: String
    ) throws -> (commission: Commission, provisions: [Provision])? {
        // The commission's lock comes first, as in `lock`.
        let provisions = try tx.all(
            """
            DELETE FROM provisions WHERE serial IN
                (SELECT serial FROM commissions WHERE serial = \(serial) AND client_key = \(clientKey)\(SQL.forUpdate))
            RETURNING holder, source, resource, quantity
            """
        ) { row in
            Provision(
                holder: try row.get(0), source: try row.get(1), resource: try row.get(2), quantity: try row.get(3))
        }
        let taken = try tx.first(
            """
            DELETE FROM commissions WHERE serial = \(serial) AND client_key = \(clientKey) RETURNING \(Self.columns)
            """)
        return try taken.map { (try Commission($0), provisions) }
    }

    func delete(_ serials: [CommissionSerial]) throws {
        for chunk in serials.chunks(of: 500) {
            try tx.run("DELETE FROM provisions WHERE serial IN \(.list(chunk))")
            try tx.run("DELETE FROM commissions WHERE serial IN \(.list(chunk))")
        }
    }

    /// One line for a resolved provision, with the holding as it is afterwards.
    func log(
        _ provision: Provision, of commission: Commission, end: CommissionEnd, holding: Holding, at time: Timestamp
    )
        throws
    {
        try tx.run(
            """
            INSERT INTO provision_log
                (serial, name, issued, logged, holder, source, resource, uplimit, usage_min, usage_max, quantity, reason)
            VALUES (\(commission.serial), \(commission.name), \(commission.issued), \(time), \(provision.holder),
                \(provision.source), \(provision.resource), \(holding.limit), \(holding.usageMin), \(holding.usageMax),
                \(provision.quantity), \(end.rawValue))
            """)
    }

    /// Serials that SQLite gives to nobody else: of commissions that are over when they get into the books.
    func takeSerials(_ count: Int) throws -> Range<Int64> {
        guard count > 0 else { return 0..<0 }
        var last = try tx.value(
            "UPDATE sqlite_sequence SET seq = seq + \(count) WHERE name = 'commissions' RETURNING seq", as: Int64.self)
        if last == nil {
            // There was none yet.
            last = Int64(count)
            try tx.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('commissions', \(count))")
        }
        let end = (last ?? 0) + 1
        return end - Int64(count)..<end
    }

    func pending(of clientKey: String) throws -> [CommissionSerial] {
        try tx.all("SELECT serial FROM commissions WHERE client_key = \(clientKey) ORDER BY serial") { try $0.get(0) }
    }

    /// All that are pending, of every component; those issued before `time` when one is given.
    func list(issuedBefore time: Timestamp?) throws -> [Commission] {
        let condition: SQL = time.map { "issued < \($0)" } ?? "TRUE"
        return try tx.all("SELECT \(Self.columns) FROM commissions WHERE \(condition) ORDER BY serial", Commission.init)
    }

    func lookup(_ serial: CommissionSerial) throws -> Commission? {
        try tx.first("SELECT \(Self.columns) FROM commissions WHERE serial = \(serial)").map(Commission.init)
    }
}

extension Commission {
    fileprivate init(_ row: Row) throws {
        self.init(serial: try row.get(0), name: try row.get(1), clientKey: try row.get(2), issued: try row.get(3))
    }
}
