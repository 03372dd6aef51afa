import Glibc
import QEMUClient

/// The QEMU process of one machine, known by more than its number: numbers are used again.
struct MachineProcess: Sendable {
    var directory: MachineDirectory
    var uuid: String

    /// The id of the process that runs this machine now; nil when none does.
    ///
    /// QEMU wrote its id to a file, and the machine's uuid stands on its command line; a process that has ended and was
    /// not yet collected has an empty one.
    func find() -> Int32? {
        guard let text = try? Files.read(directory.processID),
            let id = Int32(String(decoding: text, as: UTF8.self).filter(\.isNumber)), id > 1
        else { return nil }
        guard !Program.hasEnded(id), let words = try? Files.read("/proc/\(id)/cmdline") else { return nil }
        return words.split(separator: 0).contains { $0.elementsEqual(uuid.utf8) } ? id : nil
    }

    /// Connects to the monitor, and makes sure that it is this machine's.
    ///
    /// - Throws: `QMPError`; `.malformed` when another machine answers.
    func connect(timeout: Duration) async throws -> QMPClient {
        let client = try await QMPClient.connect(socketPath: directory.monitor, timeout: timeout)
        do {
            let answer = try await client.execute(.queryUUID, timeout: timeout)
            guard answer.value == uuid else { throw QMPError.malformed("another machine, \(answer.value), answers") }
            return client
        } catch {
            await client.close()
            throw error
        }
    }

    /// Waits until the process is gone; false when that took too long.
    func waitUntilGone(within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while try await offPool({ find() }) != nil {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(20))
        }
        return true
    }

    /// Ends the process without asking it.
    func kill() {
        if let id = find() { _ = Glibc.kill(id, SIGKILL) }
    }
}
