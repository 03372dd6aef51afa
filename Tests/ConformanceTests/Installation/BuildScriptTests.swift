import FoundationEssentials
import Testing

@testable import Installation

/// A script that makes the tiny image, or does not come to it.
struct BuildScriptTests {
    private func withScript(_ text: String, _ body: (BuildScript, _ folder: String) async throws -> Void) async throws {
        let folder = FileManager.default.temporaryDirectory.path + "/synnefo-test-\(UUID())"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let path = folder + "/script"
        try Data(text.utf8).write(to: URL(filePath: path))
        try await body(BuildScript(path: path, log: folder + "/log", environment: ["FOLDER": folder]), folder)
    }

    @Test func itsStatusAndItsWordsComeBack() async throws {
        try await withScript("echo one >&2; echo \"$FOLDER/two\"; exit 3") { script, folder in
            let outcome = try await script.run(within: .seconds(60))
            #expect(outcome.status == 3)
            #expect(outcome.lines == ["one", folder + "/two"])
        }
    }

    @Test func whenTheCloudIsStoppedItClearsAwayWhatItHasMade() async throws {
        let text = """
            trap 'rm "$FOLDER/half"' EXIT
            trap 'exit 1' TERM
            touch "$FOLDER/half"
            sleep 600
            """
        try await withScript(text) { script, folder in
            let run = Task { try await script.run(within: .seconds(600)) }
            let deadline = ContinuousClock.now + .seconds(30)
            while !FileManager.default.fileExists(atPath: folder + "/half"), ContinuousClock.now < deadline {
                try await Task.sleep(for: .milliseconds(10))
            }
            run.cancel()
            await #expect(throws: CancellationError.self) { _ = try await run.value }
            #expect(!FileManager.default.fileExists(atPath: folder + "/half"))
            #expect(FileManager.default.fileExists(atPath: folder + "/script"))
        }
    }
}
