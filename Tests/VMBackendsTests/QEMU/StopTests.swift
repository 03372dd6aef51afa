import Cyclades
import Testing
import Vocabulary

@testable import VMBackends

/// All machines of a host are to end, whatever was asked of them before.
@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct StopTests {
    private let name = InstanceName("snf-42")

    /// Leaves a running machine and no backend that works.
    private func makeMachine(_ path: String) async throws {
        let channel = RecordingChannel()
        try await withBackend(path, channel: channel) { backend in
            let job = try await backend.create(.fixed(image: .fixed(BootSector.halting), memoryMiB: 16))
            try #require(await channel.end(of: job)["status"] == "success")
        }
    }

    @Test func aMachineIsShutDownAfterAllThatWasAskedOfIt() async throws {
        try await withDirectory { path in
            try await makeMachine(path)
            let channel = RecordingChannel()
            let backend = try makeBackend(path, channel: channel)
            #expect(try await backend.runningMachines() == [name])
            _ = try await backend.shutdown(name)
            let start = try await backend.start(name)
            let run = Task { try await backend.run(only: [name]) }
            try await backend.shutDown([name], within: .seconds(60))
            #expect(try await backend.runningMachines().isEmpty)
            #expect(try await channel.end(of: start)["status"] == "success")
            #expect(channel.bodies.last?["operation"] == "OP_INSTANCE_SHUTDOWN")
            run.cancel()
            try await run.value
        }
    }

    @Test func whatWasAskedOfOtherMachinesIsLeftToTheNextStart() async throws {
        try await withDirectory { path in
            let creation = try await makeBackend(path, channel: RecordingChannel()).create(
                .fixed(image: .fixed(BootSector.halting), memoryMiB: 16))
            let channel = RecordingChannel()
            let backend = try makeBackend(path, channel: channel)
            let other = InstanceName("snf-43")
            let run = Task { try await backend.run(only: [other]) }
            // The machine of the creation comes first, were it worked on.
            _ = try await channel.end(of: backend.shutdown(other))
            run.cancel()
            try await run.value
            #expect(channel.bodies.allSatisfy { $0["instance"] == "snf-43" })
            let left = try JobStore(directory: path + "/jobs").load()
            #expect(left.map(\.id) == [creation.rawValue])
        }
    }

    /// One that was started a moment ago has not yet written who it is.
    @Test func inTheEndThePowerIsCutAlsoOfAMachineThatHasNotSaidWhoItIs() async throws {
        try await withDirectory { path in
            try await makeMachine(path)
            try Files.remove(MachineStore(path: path + "/machines").directory(of: name).processID)
            let backend = try makeBackend(path, channel: RecordingChannel())
            #expect(try await backend.cutAllPower().isEmpty)
            #expect(try await backend.runningMachines().isEmpty)
        }
    }

    @Test func noPowerIsCutWhileSomebodyLooksAfterTheMachines() async throws {
        try await withDirectory { path in
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                _ = try await channel.end(
                    of: backend.create(.fixed(image: .fixed(BootSector.halting), memoryMiB: 16)))
                let other = try makeBackend(path, channel: RecordingChannel())
                await #expect(throws: QEMUBackendError.directoryBusy(path)) { _ = try await other.cutAllPower() }
                #expect(try await backend.runningMachines() == [name])
            }
        }
    }
}
