import SQLAccess
import TestEngines
import Testing
import Vocabulary

/// What goes into a statement and what comes out.
@Suite struct StatementTests {
    static let table = Migration(
        1, "values",
        statements: [
            """
            CREATE TABLE item (
                id \(SQL.serialPrimaryKey), number BIGINT, fraction DOUBLE PRECISION, words TEXT, bytes \(SQL.blob), flag BOOLEAN)
            """
        ])

    @Test(arguments: TestEngine.available)
    func valuesComeBackAsTheyWent(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let numbers: [Int64] = [0, 1, -1, .max, .min]
        let fractions: [Double] = [0, -0.5, 0.1, 1e300, .pi, Double(Int64.max)]
        let words = [
            "", "a", "Ὕμνος 🌍 \u{1}\u{7f}", "it''s \\ \"quoted\" $1 %", String(repeating: "é", count: 100_000),
        ]
        let bytes: [[UInt8]] = [[], [0], [0, 255, 92, 120], [UInt8](0...255), [UInt8](repeating: 7, count: 100_000)]
        try await db.write { tx in
            for number in numbers {
                let back = try tx.value("INSERT INTO item (number) VALUES (\(number)) RETURNING number", as: Int64.self)
                #expect(back == number)
            }
            for fraction in fractions {
                let back = try tx.value(
                    "INSERT INTO item (fraction) VALUES (\(fraction)) RETURNING fraction", as: Double.self)
                #expect(back == fraction)
            }
            for text in words {
                let back = try tx.value("INSERT INTO item (words) VALUES (\(text)) RETURNING words", as: String.self)
                #expect(back == text)
            }
            for blob in bytes {
                let back = try tx.value("INSERT INTO item (bytes) VALUES (\(blob)) RETURNING bytes", as: [UInt8].self)
                #expect(back == blob)
            }
            for flag in [true, false] {
                let back = try tx.value("INSERT INTO item (flag) VALUES (\(flag)) RETURNING flag", as: Bool.self)
                #expect(back == flag)
            }
        }
        // And from another connection.
        let stored = try await db.read { tx in
            try tx.all("SELECT number FROM item WHERE number IS NOT NULL ORDER BY id") { try $0.get(0, as: Int64.self) }
        }
        #expect(stored == numbers)
    }

    @Test(arguments: TestEngine.available)
    func nullIsNeitherEmptyNorZero(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let row = try await db.write { tx in
            try tx.first(
                """
                INSERT INTO item (number, fraction, words, bytes, flag)
                VALUES (\(nil as Int64?), \(nil as Double?), \(nil as String?), \(nil as [UInt8]?), \(nil as Bool?))
                RETURNING number, fraction, words, bytes, flag
                """)
        }
        let values = try #require(row)
        for column in 0..<5 { #expect(try values.getOptional(column, as: String.self) == nil) }
        #expect(throws: DatabaseError.self) { try values.get("words", as: String.self) }
        #expect(throws: DatabaseError.self) { try values.get("nothing", as: String.self) }
        #expect(throws: DatabaseError.self) { try values.get(5, as: String.self) }
        let empty = try await db.write { tx in
            try tx.first("INSERT INTO item (words, bytes) VALUES (\(""), \([UInt8]())) RETURNING words, bytes")
        }
        #expect(try empty?.getOptional("words", as: String.self) == "")
        #expect(try empty?.getOptional("bytes", as: [UInt8].self) == [])
    }

    @Test(arguments: TestEngine.available)
    func interpolatedValuesAreBoundAndSQLIsSpliced(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let hostile = "'; DROP TABLE item; --"
        let names = try await db.write { tx in
            try tx.run("INSERT INTO item (words, number) VALUES (\(hostile), \(1)), (\("b"), \(2)), (\("c"), \(3))")
            let conditions: [SQL] = ["number > \(0)", .or(["words = \(hostile)", "words = \("c")"])]
            return try tx.all(
                "SELECT words FROM item WHERE \(.and(conditions)) AND number IN \(.list([1, 2, 3])) ORDER BY id LIMIT \(10)"
            ) {
                try $0.get("words", as: String.self)
            }
        }
        #expect(names == [hostile, "c"])
        let none = try await db.read { tx in
            try tx.all("SELECT words FROM item WHERE number IN \(.list([Int]()))").count
        }
        #expect(none == 0)
    }

    @Test(arguments: TestEngine.available)
    func aSmallNumberBesideABigOneIsNotCutToSize(engine: TestEngine) async throws {
        let db = try await engine.fresh()
        let sum = try await db.read { tx in try tx.value("SELECT \(Int64.max - 1) + \(1)", as: Int64.self) }
        #expect(sum == .max)
    }

    @Test(arguments: TestEngine.available)
    func sumsOfBigIntegersAreIntegers(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let sum = try await db.write { tx in
            try tx.run("INSERT INTO item (number) VALUES (\(4_000_000_000_000)), (\(1))")
            return try tx.value("SELECT SUM(number) FROM item", as: Int64.self)
        }
        #expect(sum == 4_000_000_000_001)
    }

    @Test(arguments: TestEngine.available)
    func runSaysHowManyRowsChanged(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let steps: [(SQL, Int)] = [
            ("INSERT INTO item (number) VALUES (\(1)), (\(2)), (\(3))", 3),
            ("UPDATE item SET number = number + \(10) WHERE number > \(1)", 2),
            ("CREATE TABLE other (x BIGINT)", 0),
            ("SELECT * FROM item", 0),
            ("DELETE FROM item WHERE number = \(99)", 0),
            ("DELETE FROM item", 3),
        ]
        let changes = try await db.write { tx in try steps.map { try tx.run($0.0) } }
        #expect(changes == steps.map(\.1))
    }

    @Test(arguments: TestEngine.available)
    func onConflictUpdatesOrDoesNothing(engine: TestEngine) async throws {
        let db = try await engine.fresh([
            Migration(1, "quota", statements: ["CREATE TABLE quota (name TEXT PRIMARY KEY, used BIGINT NOT NULL)"])
        ])
        try await db.write { tx in
            for amount in [1, 5] {
                let used = try tx.value(
                    """
                    INSERT INTO quota (name, used) VALUES (\("disk"), \(amount))
                    ON CONFLICT (name) DO UPDATE SET used = quota.used + EXCLUDED.used RETURNING used
                    """, as: Int.self)
                #expect(used == (amount == 1 ? 1 : 6))
            }
            let row = try tx.first("INSERT INTO quota VALUES (\("disk"), \(9)) ON CONFLICT DO NOTHING RETURNING used")
            #expect(row == nil)
        }
    }

    @Test(arguments: TestEngine.available)
    func textWithNULIsRefusedAndSpoilsNothing(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        try await db.write { tx in
            #expect {
                try tx.run("INSERT INTO item (number, words) VALUES (\(1), \("a\0b"))")
            } throws: { error in
                if case DatabaseError.textWithNUL(parameter: 2, statement: _) = error { true } else { false }
            }
            try tx.run("INSERT INTO item (words) VALUES (\("fine"))")
        }
        #expect(try await db.read { try $0.value("SELECT COUNT(*) FROM item", as: Int.self) } == 1)
    }

    @Test(arguments: TestEngine.available)
    func likeAndOrderGoByBytes(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let words = ["b", "B", "a", "é", "a.b", "a/b", "ab", "Z"]
        let (sorted, alike) = try await db.write { tx in
            for word in words { try tx.run("INSERT INTO item (words) VALUES (\(word))") }
            return (
                try tx.all("SELECT words FROM item ORDER BY words") { try $0.get(0, as: String.self) },
                try tx.all("SELECT words FROM item WHERE words LIKE \("b%")") { try $0.get(0, as: String.self) }
            )
        }
        #expect(sorted == words.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) })
        #expect(alike == ["b"])
    }

    @Test(arguments: TestEngine.available)
    func theSameStatementMayRunInsideItself(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        let pairs = try await db.write { tx in
            try tx.run("INSERT INTO item (number) VALUES (\(1)), (\(2)), (\(3))")
            var pairs: [[Int]] = []
            try tx.forEach("SELECT number FROM item ORDER BY number") { outer in
                let a = try outer.get(0, as: Int.self)
                try tx.forEach("SELECT number FROM item ORDER BY number") { inner in
                    pairs.append([a, try inner.get(0, as: Int.self)])
                }
            }
            return pairs
        }
        #expect(pairs == [[1, 1], [1, 2], [1, 3], [2, 1], [2, 2], [2, 3], [3, 1], [3, 2], [3, 3]])
    }

    @Test(arguments: TestEngine.available)
    func moreStatementsThanTheCacheHoldsAllWork(engine: TestEngine) async throws {
        let db = try await engine.fresh()
        let sum = try await db.read { tx in
            var sum = 0
            // Three rounds, so that most statements are prepared, thrown out, and prepared again.
            for _ in 0..<3 {
                for number in 0..<600 {
                    sum += try tx.value(SQL(verbatim: "SELECT \(number)"), as: Int.self) ?? 0
                }
            }
            return sum
        }
        #expect(sum == 3 * 599 * 600 / 2)
    }

    @Test(arguments: TestEngine.available)
    func aPreparedStatementSeesAChangedSchema(engine: TestEngine) async throws {
        let db = try await engine.fresh([Self.table])
        try await db.write { tx in try tx.run("INSERT INTO item (number) VALUES (\(1))") }
        for _ in 0..<12 {
            let row = try await db.read { tx in try tx.first("SELECT * FROM item") }
            #expect(row?.values.count == 6)
        }
        try await db.write { tx in try tx.run("ALTER TABLE item ADD COLUMN extra TEXT") }
        for _ in 0..<12 {
            let row = try await db.read { tx in try tx.first("SELECT * FROM item") }
            #expect(row?.values.count == 7)
            #expect(try row?.getOptional("extra", as: String.self) == nil)
        }
    }

    /// A prepared statement is found by its pieces, which must be told from all others.
    @Test func aTextIsKnownByItsPieces() {
        let (id, names) = (7, ["a", "b"])
        let texts: [SQL] = [
            "", "SELECT 1", "SELECT 12", "SELECT \(id)", "SELECT \(id), \(id)", "SELECT \(id),\(id)",
            "SELECT * FROM item WHERE id = \(id) AND name IN \(.list(names))\(.forUpdate)",
            "SELECT * FROM item WHERE id = \(id) AND name IN \(.list(names + names))\(.forUpdate)",
            "SELECT * FROM items WHERE id = \(id) AND name IN \(.list(names))",
            "SELECT \(.list(0..<100))", "SELECT \(.list(0..<101))",
        ]
        for (index, text) in texts.enumerated() {
            for (other, sql) in texts.enumerated() {
                #expect(sql.isText(text.rendered(for: .sqlite).text) == (index == other))
                #expect((sql.fingerprint == text.fingerprint) == (index == other))
            }
        }
        let (one, two): (SQL, SQL) = ("SELECT \(1)", "SELECT \("two")")
        #expect(one.fingerprint == two.fingerprint && one.isText(two.rendered(for: .sqlite).text))
        #expect(Array(("\(1), \("x"), \(nil as Int?)" as SQL).values) == [.int(1), .text("x"), .null])
    }

    @Test(arguments: TestEngine.available)
    func aStatementThatMakesNoSenseNamesItself(engine: TestEngine) async throws {
        let db = try await engine.fresh()
        await #expect {
            try await db.read { tx in _ = try tx.all("SELEKT 1") }
        } throws: { error in
            if case DatabaseError.engine(_, _, statement: "SELEKT 1") = error { true } else { false }
        }
    }
}
