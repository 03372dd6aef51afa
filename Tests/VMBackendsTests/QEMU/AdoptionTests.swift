import Cyclades
import Glibc
import Testing
import Vocabulary

@testable import VMBackends

/// A backend that takes over where another was thrown away, as after a kill and a restart.
@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct AdoptionTests {
    private let name = InstanceName("snf-42")

    private func created(_ path: String) async throws -> Int32 {
        let channel = RecordingChannel()
        try await withBackend(path, channel: channel) { backend in
            let job = try await backend.create(.fixed(image: .fixed(BootSector.halting), memoryMiB: 16))
            try #require(await channel.end(of: job)["status"] == "success")
        }
        return try #require(try process(path))
    }

    private func process(_ path: String) throws -> Int32? {
        let store = MachineStore(path: path + "/machines")
        return MachineProcess(directory: store.directory(of: name), uuid: try store.find(name).uuid).find()
    }

    @Test func aRunningMachineIsAdoptedAndObeys() async throws {
        try await withDirectory { path in
            let id = try await created(path)
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                #expect(try await eventually { (try? await backend.console(of: name)) != nil })
                #expect(try process(path) == id)
                let end = try await channel.end(of: backend.shutdown(name))
                #expect(end["status"] == "success")
                #expect(try process(path) == nil)
            }
            // Nothing was told that nobody asked for.
            #expect(channel.bodies.allSatisfy { $0["operation"] == "OP_INSTANCE_SHUTDOWN" })
            #expect(channel.bodies.count == 2)
        }
    }

    @Test func aMachineThatEndedMeanwhileIsReported() async throws {
        try await withDirectory { path in
            kill(try await created(path), SIGKILL)
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                let told = try await channel.first(within: .seconds(10), "the shutdown") { _ in true }
                #expect(told["operation"] == "OP_INSTANCE_SHUTDOWN" && told["status"] == "success")
                #expect(told["logmsg"] == "The machine was found down.")
                #expect(try await channel.end(of: backend.start(name))["status"] == "success")
            }
        }
    }

    @Test func aProcessThatOnlyHasTheNumberIsNotTaken() async throws {
        try await withDirectory { path in
            kill(try await created(path), SIGKILL)
            let store = MachineStore(path: path + "/machines")
            try Files.writeDurably("\(getpid())\n".utf8, to: store.directory(of: name).processID)
            #expect(try process(path) == nil)
        }
    }

    @Test func anInterruptedCreationIsFinishedFromTheImageOpenedAgain() async throws {
        try await withDirectory { path in
            let image = ImageSource.fixed(BootSector.halting)
            // Never ran: as if killed right after the call was answered.
            let job = try await makeBackend(path, channel: RecordingChannel()).create(
                .fixed(image: image, memoryMiB: 16))
            let channel = RecordingChannel()
            let open: QEMUBackend.ImageOpener = { hash, url in hash == image.hash && url == image.url ? image : nil }
            try await withBackend(path, channel: channel, openImage: open) { _ in
                let end = try await channel.end(of: job)
                #expect(end["status"] == "success")
                #expect(try process(path) != nil)
            }
        }
    }

    /// `synnefo down --machines` right after a machine was asked for.
    @Test func aShutdownComesAfterTheCreationThatWasInterrupted() async throws {
        try await withDirectory { path in
            let image = ImageSource.fixed(BootSector.halting)
            let creation = try await makeBackend(path, channel: RecordingChannel()).create(
                .fixed(image: image, memoryMiB: 16))
            let channel = RecordingChannel()
            let backend = try makeBackend(path, channel: channel, openImage: { _, _ in image })
            // Before anybody works.
            let shutdown = try await backend.shutdown(name)
            let run = Task { try await backend.run() }
            #expect(try await channel.end(of: shutdown)["status"] == "success")
            _ = try await channel.end(of: creation)
            let ends = channel.bodies.filter { $0["status"] == "success" }.compactMap { $0["jobId"]?.intValue }
            #expect(ends == [creation.rawValue, shutdown.rawValue])
            #expect(try await backend.runningMachines().isEmpty)
            run.cancel()
            try await run.value
        }
    }

    @Test func anInterruptedCreationFailsWhenItsImageIsGone() async throws {
        try await withDirectory { path in
            let job = try await makeBackend(path, channel: RecordingChannel()).create(.fixed())
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { _ in
                let end = try await channel.end(of: job)
                #expect(end["status"] == "error")
                #expect(end["logmsg"]?.stringValue?.contains("can no longer be read") == true)
            }
        }
    }

    @Test func anEndThatNobodyHeardIsToldAgain() async throws {
        try await withDirectory { path in
            let deaf = RecordingChannel()
            var job = JobID(0)
            try await withBackend(path, channel: deaf) { backend in
                job = try await backend.create(.fixed(image: .fixed(BootSector.halting), memoryMiB: 16))
                _ = try await deaf.end(of: job)
                deaf.failNext(.max)
                job = try await backend.shutdown(name)
                #expect(try await eventually { try process(path) == nil })
            }
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { _ in
                let end = try await channel.end(of: job)
                #expect(end["status"] == "success")
            }
        }
    }

    @Test func onlyOneManagesADirectory() async throws {
        try await withDirectory { path in
            try await withBackend(path, channel: RecordingChannel()) { _ in
                let second = try makeBackend(path, channel: RecordingChannel())
                #expect(try await eventually { Files.size(path + "/lock") != nil })
                await #expect(throws: QEMUBackendError.directoryBusy(path)) { try await second.run() }
            }
        }
    }

    @Test func aProcessThatHasNotSaidWhoItIsIsFoundAndNotStartedTwice() async throws {
        try await withDirectory { path in
            let id = try await created(path)
            let store = MachineStore(path: path + "/machines")
            try Files.remove(store.directory(of: name).processID)
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                let up = try await channel.end(of: backend.start(name))
                #expect(up["status"] == "success")
                let down = try await channel.end(of: backend.remove(name))
                #expect(down["status"] == "success")
                #expect(kill(id, 0) != 0)
            }
        }
    }

    @Test func aCreationWithoutAJobIsBegunAnew() async throws {
        try await withDirectory { path in
            let image = ImageSource.fixed(BootSector.halting)
            _ = try await makeBackend(path, channel: RecordingChannel()).create(.fixed(image: image, memoryMiB: 16))
            // As if killed before the job was written.
            for job in Files.list(path + "/jobs") { try Files.remove(path + "/jobs/" + job) }
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel, openImage: { _, _ in image }) { _ in
                let end = try await channel.end(of: JobID(1))
                #expect(end["operation"] == "OP_INSTANCE_CREATE" && end["status"] == "success")
            }
        }
    }

    @Test func aCreationThatFailedIsNotTriedAgain() async throws {
        try await withDirectory { path in
            let first = RecordingChannel()
            try await withBackend(path, channel: first) { backend in
                let order = InstanceOrder.fixed(image: .fixed(BootSector.halting, format: "extdump"))
                let end = try await first.end(of: backend.create(order))
                #expect(end["status"] == "error")
            }
            let second = RecordingChannel()
            try await withBackend(path, channel: second) { backend in
                // A job after it shows that nothing was waiting.
                _ = try await second.end(of: backend.remove(name))
                #expect(second.bodies.allSatisfy { $0["operation"] == "OP_INSTANCE_REMOVE" })
            }
        }
    }
}
