import FoundationEssentials
import Glibc
import QEMUClient

/// The QEMU process of one machine, known by more than its number: numbers are used again.
struct MachineProcess: Sendable {
    var directory: MachineDirectory
    var uuid: String

    /// The id of the process that runs this machine now, which QEMU wrote to a file; nil when none does.
    func find() -> Int32? {
        guard let text = try? Files.read(directory.processID),
            let id = Int32(String(decoding: text, as: UTF8.self).filter(\.isNumber)), id > 1
        else { return nil }
        return isRunning(id) ? id : nil
    }

    /// The same, looked for among all processes when there is no such file: QEMU writes it a moment after it was
    /// started.
    func search() -> Int32? {
        find() ?? Files.list("/proc").lazy.compactMap { Int32($0) }.first { isRunning($0) }
    }

    /// The uuids of the machines that run, of these. All processes are looked at once, however many machines there are.
    static func running(among uuids: Set<String>) -> Set<String> {
        var found: Set<String> = []
        for id in Files.list("/proc").lazy.compactMap({ Int32($0) }) {
            let words = commandLine(of: id).map { String(decoding: $0, as: UTF8.self) }
            guard let uuid = words.first(where: { uuids.contains($0) }), Program.state(of: id) != .ended else {
                continue
            }
            found.insert(uuid)
        }
        return found
    }

    /// Whether the process of this id is this machine's: the machine's uuid stands on its command line. Numbers are
    /// used again, and a process that has ended and was not collected yet has an empty command line.
    private func isRunning(_ id: Int32) -> Bool {
        Program.state(of: id) != .ended && Self.commandLine(of: id).contains { $0.elementsEqual(uuid.utf8) }
    }

    /// Whether a process that was this machine's has ended with all it held. One that is about to end gives up its
    /// command line before its files, hence another question than `isRunning`.
    private func isGone(_ id: Int32) -> Bool {
        switch Program.state(of: id) {
        case .ended: return true
        case .running: return false
        case .foreign: break
        }
        // After the closing parenthesis of the name stands the state; Z waits for a parent that is not us.
        let status = (try? Files.read("/proc/\(id)/stat")).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let state = status.split(separator: ")").last?.first { $0 != " " }
        if state == nil || state == "Z" || state == "X" { return true }
        let words = Self.commandLine(of: id)
        return !words.isEmpty && !words.contains { $0.elementsEqual(uuid.utf8) }
    }

    private static func commandLine(of id: Int32) -> [Data.SubSequence] {
        (try? Files.read("/proc/\(id)/cmdline"))?.split(separator: 0) ?? []
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

    /// Waits until a process of this machine is gone; false when that took too long.
    func waitUntilGone(_ id: Int32, within limit: Duration) async throws -> Bool {
        let deadline = ContinuousClock.now + limit
        while try await offPool({ !isGone(id) }) {
            guard ContinuousClock.now < deadline else { return false }
            try await Task.sleep(for: .milliseconds(10))
        }
        return true
    }

    /// Ends a process of this machine without asking it.
    func kill(_ id: Int32) {
        if isRunning(id) { _ = Glibc.kill(id, SIGKILL) }
    }
}
