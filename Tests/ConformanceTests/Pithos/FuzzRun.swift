import Foundation

/// How a run of random requests is chosen. A failure names the seed, and so does the output, for a crash names nothing:
/// `PITHOS_FUZZ_SEED` repeats it, `PITHOS_FUZZ_STEPS` makes runs longer.
enum FuzzRun {
    static let seed: UInt64 = {
        let seed = number("PITHOS_FUZZ_SEED") ?? UInt64.random(in: 0...UInt64(UInt32.max))
        FileHandle.standardError.write(Data("PITHOS_FUZZ_SEED=\(seed)\n".utf8))
        return seed
    }()
    static let steps = Int(number("PITHOS_FUZZ_STEPS") ?? 800)

    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }
}
