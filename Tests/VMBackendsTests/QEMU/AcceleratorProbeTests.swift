import Logging
import QEMUClient
import Testing

@testable import VMBackends

@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct AcceleratorProbeTests {
    private func withProbe(_ body: (AcceleratorProbe, String) async throws -> Void) async throws {
        try await withDirectory { path in
            let qemu = try #require(Program.find("qemu-system-x86_64"))
            let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
            try await body(AcceleratorProbe(qemu: qemu, directory: path, logger: logger), path)
        }
    }

    @Test func theProbesGuestEndsByItself() async throws {
        try await withProbe { probe, _ in
            let works = try await probe.works(.tcg, within: .seconds(60))
            #expect(works)
        }
    }

    @Test func aGuestThatTakesTooLongDoesNotCount() async throws {
        try await withProbe { probe, _ in
            let works = try await probe.works(.tcg, within: .milliseconds(1))
            #expect(!works)
        }
    }

    @Test func softwareNeedsNoProbe() async throws {
        try await withProbe { probe, path in
            let found = try await probe.find(.tcg)
            #expect(found == .tcg)
            #expect(Files.list(path).isEmpty)
        }
    }

    @Test func aFindingIsKept() async throws {
        try await withProbe { probe, path in
            let found = try await probe.find(.auto)
            try Files.remove(path + "/probe.raw")
            #expect(try await probe.find(.auto) == found)
            // Nothing was started for the second answer.
            #expect(!Files.list(path).contains("probe.raw"))
        }
    }
}
