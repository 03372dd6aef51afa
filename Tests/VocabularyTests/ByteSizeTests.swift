import Testing
import Vocabulary

struct ByteSizeTests {
    @Test(
        arguments: [
            (0, "0 B"), (17, "17 B"), (1023, "1023 B"), (1024, "1 KiB"), (1536, "1.5 KiB"), (20 << 30, "20 GiB"),
            (4_194_305, "4 MiB"), (1_100_000, "1.05 MiB"), (-2048, "-2 KiB"), (Int64.max, "8 EiB"),
        ] as [(Int64, String)])
    func sizesReadWell(bytes: Int64, text: String) {
        #expect(ByteSize.format(bytes) == text)
    }

    @Test(
        arguments: [
            ("0", 0), ("17", 17), ("17 B", 17), ("1KiB", 1024), ("1k", 1024), ("20 GiB", 20 << 30),
            ("1.5 GiB", 3 << 29),
            ("1KB", 1000), ("2tb", 2_000_000_000_000), ("4 MIB", 4 << 20), ("7 EiB", 7 << 60),
        ] as [(String, Int64)])
    func sizesAreReadInAllNotations(text: String, bytes: Int64) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "GiB", "-5", "5 XiB", "1.2.3 MiB", "8 EiB", "99999999999999999999", "5 MiBs", "1e5", "٣"])
    func whatIsNoSizeIsRefused(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }
}
