import Cyclades
import Logging
import Testing
import Vocabulary

@testable import VMBackends

/// What must not work, and what must be left when it did not.
@Suite(.enabled(if: MachineTests.areRunnable, Comment(rawValue: MachineTests.reason)))
struct MachineFailureTests {
    private let name = InstanceName("snf-42")

    /// What the operator and the machine's owner are told.
    private func failure(of order: InstanceOrder) async throws -> (log: String, owner: String) {
        try await withDirectory { path in
            let channel = RecordingChannel()
            return try await withBackend(path, channel: channel) { backend in
                let end = try await channel.end(of: backend.create(order))
                #expect(end["status"] == "error")
                #expect(try await backend.instances().map(\.isRunning) == [false])
                // A machine whose making failed can be removed like any other.
                #expect(try await channel.end(of: backend.remove(order.name))["status"] == "success")
                #expect(Files.list(path + "/machines").isEmpty)
                let told = channel.bodies.filter { $0["type"] == "image-error" }
                #expect(told.count == 1 && told.first?["instance"] == .string(order.name.rawValue))
                let owner = try told.first?["messages"]?.elements().first?.stringValue
                return (end["logmsg"]?.stringValue ?? "", try #require(owner))
            }
        }
    }

    @Test func anImageLargerThanTheDiskIsRefused() async throws {
        var header = [UInt8](repeating: 0, count: 104)
        header.replaceSubrange(0..<8, with: [0x51, 0x46, 0x49, 0xFB, 0, 0, 0, 3])
        header[27] = 1  // 4 GiB
        let told = try await failure(of: .fixed(image: .fixed(header, format: "qcow2"), diskGiB: 2))
        #expect(told.log == "The image needs a disk of 4 GiB, and the flavor's has 2 GiB.")
        #expect(told.owner == told.log)
    }

    @Test func aDumpOfOnePartitionIsRefused() async throws {
        let told = try await failure(of: .fixed(image: .fixed(BootSector.halting, format: "extdump")))
        #expect(told.log.contains("extdump") && told.owner == told.log)
    }

    @Test func anImageThatCannotBeReadFailsTheCreation() async throws {
        let image = ImageSource.fixed(BootSector.halting) { _ in
            throw Fault(.serviceUnavailable, "The object store is away.")
        }
        #expect(try await failure(of: .fixed(image: image)).log == "The object store is away.")
    }

    @Test func whatQEMUSaysOfItsFailureReachesTheJob() async throws {
        let told = try await failure(of: .fixed(image: .fixed(BootSector.halting), memoryMiB: 1 << 40))
        #expect(told.log.hasPrefix("QEMU failed: ") && told.log.contains("qemu-system"))
        // The host's own affairs are none of the owner's.
        #expect(!told.owner.isEmpty && !told.owner.contains("qemu"))
    }

    @Test func aMachineThatIsNotThereCannotBeStarted() async throws {
        try await withDirectory { path in
            let channel = RecordingChannel()
            try await withBackend(path, channel: channel) { backend in
                let end = try await channel.end(of: backend.start(name))
                #expect(end["status"] == "error")
                #expect(end["logmsg"] == "There is no machine snf-42 on this host.")
            }
        }
    }

    @Test(arguments: ["", "../x", "a/b", ".hidden", "a b"])
    func aNameThatIsNoFileNameIsRefused(name: String) async throws {
        try await withDirectory { path in
            let backend = try makeBackend(path, channel: RecordingChannel())
            await #expect { _ = try await backend.create(.fixed(name)) } throws: {
                ($0 as? Fault)?.kind == .badRequest
            }
        }
    }

    @Test func aChannelThatIsAwayIsTriedAgain() async throws {
        try await withDirectory { path in
            let channel = RecordingChannel()
            channel.failNext(2)
            try await withBackend(path, channel: channel) { backend in
                let end = try await channel.end(of: backend.remove(name))
                #expect(end["status"] == "success")
            }
        }
    }

    @Test func aDirectoryThatIsTooLongForSocketsIsToldBeforeAnyMachineIsMade() async throws {
        try await withDirectory { path in
            let long = path + "/" + String(repeating: "x", count: 120 - path.utf8.count)
            try Files.makeDirectory(long)
            let backend = try makeBackend(long, channel: RecordingChannel())
            let obstacle = try #require(backend.obstacle)
            #expect(obstacle.contains(long))
            await #expect {
                _ = try await backend.create(.fixed())
            } throws: {
                ($0 as? Fault)?.kind == .serviceUnavailable
            }
            #expect(Files.list(long + "/machines").isEmpty)
            #expect(try makeBackend(path, channel: RecordingChannel()).obstacle == nil)
        }
    }

    @Test func theLengthThatIsToldIsOfTheDirectoryThatTheOperatorNamed() async throws {
        try await withDirectory { path in
            let named = path + "/" + String(repeating: "x", count: 79 - path.utf8.count)
            try Files.makeDirectory(named)
            var settings = QEMUSettings(directory: named + "/qemu")
            settings.namedDirectory = named
            let backend = try QEMUBackend(
                settings: settings, channel: RecordingChannel(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let obstacle = try #require(backend.obstacle)
            #expect(obstacle.hasPrefix(named + " is") && obstacle.contains("at most 76 characters"))
        }
    }

    @Test(arguments: [0, 5, 50, 200])
    func beingStoppedBeforeItIsReadyIsNoFailure(milliseconds: Int) async throws {
        try await withDirectory { path in
            let settings = QEMUSettings(directory: path)
            let backend = try QEMUBackend(
                settings: settings, channel: RecordingChannel(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let run = Task { try await backend.run() }
            try await Task.sleep(for: .milliseconds(milliseconds))
            run.cancel()
            try await run.value
        }
    }

    @Test func aHostWithoutQEMURefusesAndGoesOn() async throws {
        try await withDirectory { path in
            var settings = QEMUSettings(directory: path)
            settings.qemu = nil
            let backend = try QEMUBackend(
                settings: settings, channel: RecordingChannel(),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
            let run = Task { try await backend.run() }
            await #expect {
                _ = try await backend.create(.fixed())
            } throws: {
                ($0 as? Fault)?.kind == .serviceUnavailable
            }
            #expect(try await backend.instances().isEmpty)
            run.cancel()
            try await run.value
        }
    }
}
