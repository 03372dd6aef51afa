import Foundation
import PithosBackend
import Settings
import TestEngines
import Testing

/// Random operations on the store and on a plain dictionary, compared after each.
///
/// A failure names the seed; `PITHOS_MODEL_SEED` repeats it, `PITHOS_MODEL_STEPS` makes a run longer than the moment it
/// takes in CI.
struct PithosModelTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    private static let steps = Int(number("PITHOS_MODEL_STEPS") ?? 250)
    private static let seed = number("PITHOS_MODEL_SEED") ?? UInt64.random(in: 0...UInt64(UInt32.max))
    /// Bytes: reached now and then.
    private static let quota: Int64 = 4000

    @Test(arguments: TestEngine.available, [true, false])
    func theStoreIsWhatADictionaryIs(engine: TestEngine, freeVersioning: Bool) async throws {
        var settings = PithosSettings()
        settings.hasFreeVersioning = freeVersioning
        let store = try await Store(engine, quota: Self.quota, blockSize: 64, settings: settings)
        var run = try await ModelRun(
            store: store, paysHistory: !freeVersioning, limit: Self.quota, seed: Self.seed)
        for step in 1...Self.steps where run.problems.isEmpty {
            try await run.step()
            try await run.compare()
            #expect(run.problems == [], "PITHOS_MODEL_SEED=\(Self.seed), step \(step), after \(run.log.suffix(12))")
        }
    }
}
