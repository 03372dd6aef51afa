import Cyclades
import FoundationEssentials
import Glibc
import QEMUClient
import Testing
import Vocabulary

@testable import VMBackends

/// Real QEMU processes with guests of one sector.
@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct MachineLifeTests {
    private let name = InstanceName("snf-42")

    /// A running machine in a directory of its own.
    private func withMachine(
        image: [UInt8] = BootSector.halting, patience: Duration = .seconds(1),
        _ body: (QEMUBackend, RecordingChannel, String) async throws -> Void
    ) async throws {
        try await withDirectory { path in
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel, patience: patience) { backend in
                let job = try await backend.create(.fixed(image: .fixed(image), memoryMiB: 16))
                try #require(await channel.end(of: job)["status"] == "success")
                try await body(backend, channel, path)
            }
        }
    }

    private func process(_ path: String) throws -> Int32? {
        let store = MachineStore(path: path + "/machines")
        let machine = try store.find(name)
        return MachineProcess(directory: store.directory(of: name), uuid: machine.uuid).find()
    }

    private func greetings(_ backend: QEMUBackend) async throws -> Int {
        try await backend.serialText(of: name).components(separatedBy: BootSector.greeting).count - 1
    }

    @Test func aCreatedMachineRunsAndIsToldOfAsAClusterWould() async throws {
        try await withMachine { backend, channel, _ in
            #expect(try await eventually { try await greetings(backend) == 1 })
            let report = try #require(await backend.instances().first)
            #expect(report.name == name && report.isRunning)
            #expect(report.portForwards.map(\.guest) == [22, 80])
            let bodies = channel.bodies
            #expect(bodies.first?["status"] == "running")
            #expect(bodies.contains { $0["type"] == "image-copy-progress" && $0["position"] == .int(1 << 20) })
            let end = try #require(bodies.last)
            #expect(end["operation"] == "OP_INSTANCE_CREATE")
            #expect(end["nics"]?.arrayValue?.first?["ip"] == "198.51.100.7")
            #expect(end["port_forwards"] == report.portForwards.json)
            let times = bodies.compactMap { $0["event_time"]?.arrayValue?.compactMap(\.intValue) }
            #expect(zip(times, times.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
        }
    }

    @Test func aDeafGuestLosesItsPowerAndStartsAgainOnItsPorts() async throws {
        try await withMachine { backend, channel, path in
            let ports = try await backend.instances().first?.portForwards
            let down = try await channel.end(of: backend.shutdown(name))
            #expect(down["operation"] == "OP_INSTANCE_SHUTDOWN" && down["status"] == "success")
            #expect(try process(path) == nil)
            #expect(try await backend.instances().map(\.isRunning) == [false])
            let up = try await channel.end(of: backend.start(name))
            #expect(up["operation"] == "OP_INSTANCE_STARTUP" && up["nics"] != nil)
            #expect(try process(path) != nil)
            #expect(try await backend.instances().first?.portForwards == ports)
        }
    }

    @Test func aHardRebootKeepsTheProcess() async throws {
        try await withMachine { backend, channel, path in
            _ = try await eventually { try await greetings(backend) == 1 }
            let before = try process(path)
            let end = try await channel.end(of: backend.reboot(name, type: .hard))
            #expect(end["operation"] == "OP_INSTANCE_REBOOT" && end["status"] == "success")
            #expect(try await eventually { try await greetings(backend) == 2 })
            #expect(try process(path) == before)
        }
    }

    @Test func aSoftRebootOfAGuestWithoutAnAgentStartsItAgain() async throws {
        try await withMachine { backend, channel, path in
            let before = try process(path)
            let end = try await channel.end(of: backend.reboot(name, type: .soft))
            #expect(end["status"] == "success")
            let after = try process(path)
            #expect(after != nil && after != before)
        }
    }

    @Test func aGuestThatPowersItselfOffIsReported() async throws {
        try await withMachine(image: BootSector.endingItself) { backend, channel, path in
            let told = try await channel.first(within: .seconds(30), "the shutdown") {
                $0["operation"] == "OP_INSTANCE_SHUTDOWN"
            }
            #expect(told["status"] == "success")
            #expect(told["logmsg"] == "The guest powered itself off.")
            #expect(try process(path) == nil)
            #expect(try await backend.instances().map(\.isRunning) == [false])
        }
    }

    @Test func aKilledMachineIsReportedOnce() async throws {
        try await withMachine { backend, channel, path in
            kill(try #require(try process(path)), SIGKILL)
            _ = try await channel.first(within: .seconds(30), "the shutdown") {
                $0["operation"] == "OP_INSTANCE_SHUTDOWN"
            }
            // A job after it shows that nothing more was waiting.
            _ = try await channel.end(of: backend.start(name))
            #expect(channel.bodies.count { $0["operation"] == "OP_INSTANCE_SHUTDOWN" } == 1)
            #expect(try process(path) != nil)
        }
    }

    @Test func aRemovalDoesNotWaitForWhatWasAskedBefore() async throws {
        // A guest that is deaf, and hours for it to hear.
        try await withMachine(patience: .seconds(7200)) { backend, channel, path in
            let id = try #require(try process(path))
            let down = try await backend.shutdown(name)
            _ = try await channel.first(within: .seconds(30), "the shutdown to begin") {
                $0["jobId"]?.intValue == down.rawValue
            }
            let start = try await backend.start(name)
            let removal = try await backend.remove(name)
            #expect(try await channel.end(of: removal)["status"] == "success")
            #expect(try await channel.end(of: down)["status"] == "canceled")
            #expect(try await channel.end(of: start)["status"] == "canceled")
            #expect(try await channel.end(of: start)["operation"] == "OP_INSTANCE_STARTUP")
            #expect(Program.state(of: id) != .running)
            #expect(try await backend.instances().isEmpty)
        }
    }

    @Test func aRemovalEndsAMakingThatTakesLong() async throws {
        try await withDirectory { path in
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                let image = ImageSource.fixed(BootSector.halting) { index in
                    if index == 1 { try await Task.sleep(for: .seconds(7200)) }
                }
                let making = try await backend.create(.fixed(image: image, memoryMiB: 16))
                _ = try await channel.first(within: .seconds(30), "the first piece") {
                    $0["type"] == "image-copy-progress"
                }
                let removal = try await backend.remove(name)
                #expect(try await channel.end(of: removal)["status"] == "success")
                #expect(try await backend.instances().isEmpty)
                // Nothing failed, and nothing says so.
                #expect(
                    !channel.bodies.contains { $0["jobId"]?.intValue == making.rawValue && $0["status"] != "running" })
            }
        }
    }

    @Test func moreThanItCanDoIsRefusedAndARemovalIsNot() async throws {
        try await withMachine(patience: .seconds(7200)) { backend, channel, _ in
            var refusals = 0
            for _ in 0..<JobQueue.waitingMax + 2 {
                do {
                    _ = try await backend.shutdown(name)
                } catch let fault as Fault where fault.kind == .serviceUnavailable {
                    refusals += 1
                }
            }
            #expect((1...2).contains(refusals))
            #expect(try await channel.end(of: backend.remove(name))["status"] == "success")
        }
    }

    @Test func whereAnotherLooksAfterTheMachinesNoOrdersAreTaken() async throws {
        try await withMachine { backend, channel, path in
            let other = try makeBackend(path, channel: channel)
            for attempt in [
                { _ = try await other.create(.fixed("snf-43", image: .fixed(BootSector.halting))) },
                { _ = try await other.remove(name) }, { _ = try await other.start(name) },
            ] as [() async throws -> Void] {
                let fault = await #expect(throws: Fault.self) { try await attempt() }
                #expect(fault?.kind == .serviceUnavailable)
            }
            #expect(try await other.instances().map(\.isRunning) == [true])
            #expect(try await channel.end(of: backend.remove(name))["status"] == "success")
        }
    }

    @Test func aRemovedMachineLeavesNothing() async throws {
        try await withMachine { backend, channel, path in
            let id = try #require(try process(path))
            let end = try await channel.end(of: backend.remove(name))
            #expect(end["operation"] == "OP_INSTANCE_REMOVE" && end["status"] == "success")
            #expect(kill(id, 0) != 0)
            #expect(Files.list(path + "/machines").isEmpty)
            #expect(try await channel.end(of: backend.remove(name))["status"] == "success")
            #expect(try await backend.instances().isEmpty)
        }
    }

    @Test func aRepeatedCreationChangesNothing() async throws {
        try await withMachine { backend, channel, path in
            let before = try process(path)
            let end = try await channel.end(of: backend.create(.fixed(image: .fixed([1]), memoryMiB: 16)))
            #expect(end["status"] == "success")
            #expect(try process(path) == before)
        }
    }

    @Test func theConsoleAsksForAPasswordAndHasOneOnlyWhileItRuns() async throws {
        try await withMachine { backend, channel, _ in
            let console = try await backend.console(of: name)
            #expect(console.password.count == 8)
            guard case .unix(let path) = console.address else {
                Issue.record("The console is at no socket")
                return
            }
            #expect(try await VNCGreeting.read(path) == VNCGreeting(version: "RFB 003.008", securityTypes: [2]))
            _ = try await channel.end(of: backend.shutdown(name))
            await #expect { _ = try await backend.console(of: name) } throws: {
                ($0 as? Fault)?.kind == .badRequest
            }
        }
    }
}

/// What a VNC server says first.
struct VNCGreeting: Equatable {
    var version: String
    var securityTypes: [UInt8]

    static func read(_ path: String) async throws -> VNCGreeting {
        try await offPool {
            let descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0)
            defer { close(descriptor) }
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
            let connected = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            guard connected == 0 else { throw Files.failure("connect", path) }
            var bytes = [UInt8](repeating: 0, count: 64)
            let version = recv(descriptor, &bytes, 12, Int32(MSG_WAITALL))
            let text = String(decoding: bytes.prefix(max(version - 1, 0)), as: UTF8.self)
            guard send(descriptor, bytes, 12, 0) == 12 else { throw Files.failure("send", path) }
            let count = recv(descriptor, &bytes, 64, 0)
            return VNCGreeting(version: text, securityTypes: Array(bytes.prefix(max(count, 0)).dropFirst()))
        }
    }
}
