import Testing

@testable import ManageCommands

/// identity.md 4.1, "Unit styles"; the values are those the original's commands printed.
@Suite struct AmountTests {
    @Test(
        arguments: [
            (1_099_511_627_776, UnitStyle.mb, "1048576.0 MB"),
            (1_099_511_627_776, .b, "1099511627776 bytes"),
            (1_099_511_627_776, .gb, "1024.0 GB"),
            (1_099_511_627_776, .tb, "1.00 TB"),
            (1_099_511_627_776, .none, "1099511627776"),
            (1_099_511_627_776, .auto, "1.00 TB"),
            (85_899_345_920, .tb, "0.078 TB"),
            (10_485_760, .gb, "0.010 GB"),
            (1_084_227_584, .gb, "1.01 GB"),
            (17_583_082, .mb, "16.8 MB"),
            (16, .mb, "0.000 MB"),
            (0, .mb, "0.000 MB"),
            (0, .auto, "0 bytes"),
            (1023, .auto, "1023 bytes"),
            (1536, .auto, "1.50 kB"),
            (Int64.max, .mb, "inf"),
            (Int64.max - 1, .pb, "8192.0 PB"),
        ] as [(Int64, UnitStyle, String)])
    func bytesAreWrittenInTheirUnit(amount: Int64, style: UnitStyle, text: String) {
        #expect(style.text(amount, unit: "bytes") == text)
    }

    @Test func piecesHaveNoUnit() {
        #expect(UnitStyle.mb.text(10, unit: nil) == "10")
        #expect(UnitStyle.gb.text(.max, unit: nil) == "inf")
    }

    @Test(
        arguments: [
            ("10", 10), ("8GB", 8 << 30), ("4gib", 4 << 30), ("1.5 K", 1536), ("2T", 2 << 40), ("3PB", 3 << 50),
            ("7 bytes", 7), ("0", 0), (" 5 ", 5), ("inf", Int64.max), ("infinite", Int64.max),
            ("9223372036854775807", Int64.max), ("10.0", 10), ("1.1GB", 1_181_116_006),
        ] as [(String, Int64)])
    func amountsAreReadAsTheyAreTyped(text: String, amount: Int64) {
        #expect(Capacity.parse(text) == amount)
    }

    @Test(arguments: [
        ("1.5", Capacity.Problem.fraction), ("0.0001b", .fraction), ("0.0001K", .fraction),
        ("9223372036854775808", .tooLarge), ("9000000000PB", .tooLarge), ("9000000.5PB", .tooLarge),
        (".", .notAnAmount), ("1 2", .notAnAmount),
    ])
    func whatIsWrongWithAnAmountIsTold(text: String, problem: Capacity.Problem) {
        #expect(throws: problem) { try Capacity.read(text) }
    }

    @Test(arguments: ["", "x", "-1", "1X", "GB", "1.2.3", "1KK", "9223372036854775808", "9000000000PB", "1 2"])
    func whatIsNoAmountIsRefused(text: String) {
        #expect(Capacity.parse(text) == nil)
    }
}
