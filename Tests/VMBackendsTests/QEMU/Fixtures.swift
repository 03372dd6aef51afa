import Cyclades
import FoundationEssentials
import Glibc
import Logging
import QEMUClient
import Synchronization
import Testing
import Vocabulary

@testable import VMBackends

extension ImageSource {
    /// An image of these bytes, in pieces, under a hash of its own unless one is given.
    static func fixed(
        _ bytes: [UInt8], hash: String? = nil, format: String = "diskdump", properties: [String: String] = [:],
        beforePiece: @escaping @Sendable (Int) async throws -> Void = { _ in }
    ) -> ImageSource {
        let hash = hash ?? UUIDText.random().filter { $0 != "-" } + UUIDText.random().filter { $0 != "-" }
        return ImageSource(
            id: "image", hash: hash, sizeBytes: Int64(bytes.count), diskFormat: format, properties: properties,
            location: "", url: "pithosmap://\(hash)/\(bytes.count)"
        ) { piece in
            let length = 256 << 10
            for (index, start) in stride(from: 0, to: bytes.count, by: length).enumerated() {
                try await beforePiece(index)
                try await piece(Array(bytes[start..<min(start + length, bytes.count)]))
            }
        }
    }
}

extension InstanceOrder {
    static func fixed(
        _ name: String = "snf-42", image: ImageSource = .fixed([0]), diskGiB: Int = 1, memoryMiB: Int = 128
    ) -> InstanceOrder {
        InstanceOrder(
            name: InstanceName(name), displayName: "My machine", cpus: 1, memoryMiB: memoryMiB, diskGiB: diskGiB,
            diskTemplate: "file", image: image, adminPassword: "Passw0rd12", sshKeys: [], personality: [],
            nics: [
                NICOrder(
                    index: 0, network: "snf-net-1", isPublic: true, mac: "aa:00:00:11:22:33", ipv4: "198.51.100.7",
                    ipv6: nil)
            ], parametersKey: "")
    }
}

/// Guests of one sector. They print a line on the serial port.
enum BootSector {
    static let greeting = "BOOTSECTOR-READY"

    /// Prints, then halts for good; deaf to the power button.
    static var halting: [UInt8] { disk(then: [0xF4, 0xEB, 0xFD]) }

    /// Prints, then powers itself off about a second later, by the ACPI port of the q35 machine as SeaBIOS sets it up.
    static var endingItself: [UInt8] {
        // Counts ticks of the BIOS clock (18.2 a second), then writes SLP_EN with type 0 to port 0x604.
        disk(then: [
            0xFB,  // sti
            0xB9, 0x14, 0x00,  // mov cx, 20
            0xF4,  // hlt, until the next tick
            0xE2, 0xFD,  // loop
            0xBA, 0x04, 0x06,  // mov dx, 0x604
            0xB8, 0x00, 0x20,  // mov ax, 0x2000
            0xEF,  // out dx, ax
            0xF4, 0xEB, 0xFD,
        ])
    }

    private static func disk(then rest: [UInt8]) -> [UInt8] {
        let message = Array((greeting + "\r\n").utf8) + [0]
        // cli; ds = 0; si = message; print until zero; then on.
        var code: [UInt8] = [
            0xFA, 0x31, 0xC0, 0x8E, 0xD8, 0xBE, 0, 0, 0xAC, 0x84, 0xC0, 0x74, 6, 0xBA, 0xF8, 3, 0xEE, 0xEB, 0xF5,
        ]
        code += rest
        let address = 0x7C00 + code.count
        code[6] = UInt8(address & 0xFF)
        code[7] = UInt8(address >> 8)
        code += message
        code += [UInt8](repeating: 0, count: 510 - code.count) + [0x55, 0xAA]
        return code + [UInt8](repeating: 0, count: (1 << 20) - code.count)
    }
}

/// Keeps what was published, and lets a test wait for it.
final class RecordingChannel: EventChannel, Sendable {
    private let state = Mutex(State())

    private struct State {
        var events: [BackendEvent] = []
        /// How many publications fail from now on.
        var failures = 0
    }

    struct Refused: Error {}

    func publish(_ event: BackendEvent) async throws {
        try state.withLock { state in
            guard state.failures == 0 else {
                state.failures -= 1
                throw Refused()
            }
            state.events.append(event)
        }
    }

    func consume(_ handle: @escaping @Sendable (BackendEvent) async -> EventVerdict) async throws {
        for event in state.withLock({ $0.events }) { _ = await handle(event) }
    }

    func failNext(_ count: Int) {
        state.withLock { $0.failures = count }
    }

    /// All bodies so far, parsed.
    var bodies: [JSONValue] {
        state.withLock { $0.events }.compactMap { try? JSONValue(parsing: $0.body) }
    }

    /// Waits for the end of a job.
    func end(of job: JobID, within limit: Duration = .seconds(30)) async throws -> JSONValue {
        try await first(within: limit, "end of job \(job)") {
            $0["jobId"]?.intValue == job.rawValue
                && ["success", "error", "canceled"].contains($0["status"]?.stringValue)
        }
    }

    func first(within limit: Duration, _ what: String, _ isWanted: (JSONValue) -> Bool) async throws -> JSONValue {
        let deadline = ContinuousClock.now + limit
        while ContinuousClock.now < deadline {
            if let found = bodies.first(where: isWanted) { return found }
            try await Task.sleep(for: .milliseconds(20))
        }
        throw Missing(what: what, seen: bodies.map(\.description))
    }

    struct Missing: Error {
        var what: String
        var seen: [String]
    }
}

/// Waits until a condition holds.
func eventually(within limit: Duration = .seconds(30), _ condition: () async throws -> Bool) async throws -> Bool {
    let deadline = ContinuousClock.now + limit
    while ContinuousClock.now < deadline {
        if try await condition() { return true }
        try await Task.sleep(for: .milliseconds(50))
    }
    return try await condition()
}

/// A directory for one test, removed at its end together with the machines in it.
func withDirectory<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let path = "/tmp/synnefo-test-\(UUIDText.random().prefix(8))"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    do {
        let result = try await body(path)
        removeAll(path)
        return result
    } catch {
        removeAll(path)
        throw error
    }
}

private func removeAll(_ path: String) {
    let store = MachineStore(path: path + "/machines")
    for name in store.names() {
        guard let machine = try? store.lookup(name) else { continue }
        let process = MachineProcess(directory: store.directory(of: name), uuid: machine.uuid)
        guard let id = process.find() else { continue }
        process.kill(id)
        while Program.state(of: id) == .running { usleep(1000) }
    }
    try? FileManager.default.removeItem(atPath: path)
}

/// Whether machines can be run here; the reason why not is printed with the skipped tests.
enum MachineTests {
    static let missing = QEMUSettings(directory: "/").missingPackages
    static let areRunnable = missing.isEmpty
    static let reason = "machines need the Debian packages \(missing.joined(separator: ", "))"
}

/// A backend over a directory with its `run` going on, until the body returns.
func withBackend<Result>(
    _ directory: String, channel: RecordingChannel, openImage: QEMUBackend.ImageOpener? = nil,
    patience: Duration = .seconds(1), _ body: (QEMUBackend) async throws -> Result
) async throws -> Result {
    let backend = try makeBackend(directory, channel: channel, openImage: openImage, patience: patience)
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
            do {
                try await backend.run()
            } catch {
                Issue.record(error, "The backend does not run")
            }
        }
        let result = try await body(backend)
        group.cancelAll()
        return result
    }
}

func makeBackend(
    _ directory: String, channel: RecordingChannel, openImage: QEMUBackend.ImageOpener? = nil,
    patience: Duration = .seconds(1)
) throws -> QEMUBackend {
    var settings = QEMUSettings(directory: directory)
    settings.shutdownPatience = patience
    settings.accelerator = .tcg
    return try QEMUBackend(
        settings: settings, channel: channel, openImage: openImage,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
}
