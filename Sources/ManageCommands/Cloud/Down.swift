import ArgumentParser
import Glibc
import Installation
import Vocabulary

/// `synnefo down`
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "down", abstract: "Stop the cloud; with --machines, its virtual machines too.")

    @Flag(help: "Shut down the virtual machines as well; one that does not go down loses its power after a minute.")
    var machines = false

    @OptionGroup var installation: InstallationOptions

    /// Longer than the server takes to let requests end.
    private static let patienceSeconds = 60

    func run() async throws {
        let settings = try installation.settings()
        if try settings.data.exists(), let process = RunLock.holder(of: settings.data) {
            guard kill(process, SIGTERM) == 0 else {
                throw CommandError("Process \(process) cannot be told to stop: \(String(cString: strerror(errno))).")
            }
            try await wait(for: process, settings.data)
            Console.print("The cloud has stopped.")
        } else {
            Console.print("The cloud is not running on \(settings.data.path).")
        }
        guard machines else { return }
        Console.print("Shutting down the machines …")
        let names = try await MachineStop(settings).run().map(TerminalText.harmless)
        Console.print(names.isEmpty ? "No machine was running." : "Stopped machines: \(names.joined(separator: ", ")).")
    }

    private func wait(for process: Int32, _ data: DataDirectory) async throws {
        for _ in 0..<(Self.patienceSeconds * 10) {
            guard RunLock.holder(of: data) == process else { return }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw CommandError(
            "Process \(process) has not stopped within \(Self.patienceSeconds) seconds; look at its log.")
    }
}
