import ArgumentParser
import Installation
import Vocabulary

/// `synnefo status`
struct Status: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Tell what runs where.")

    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let settings = try installation.settings()
        let isMade = try settings.data.exists()
        let holder = RunLock.holder(of: settings.data)
        let credentials = try Credentials.load(from: settings.data)
        let cloud = CloudStatus(
            isRunning: holder != nil, process: holder.map { "\($0)" }, url: holder == nil ? nil : credentials?.url,
            data: settings.data.path)
        let isForPeople = output.format == .pretty
        output.show(cloud, columns: isForPeople ? CloudStatus.columns(known: cloud) : CloudStatus.columns)
        guard isMade else {
            if isForPeople { Console.print("\nNothing is there yet; `synnefo up` makes a cloud.") }
            return
        }
        let machines = try await installation.open { try await MachineStatus.list($0) }
        if machines.isEmpty {
            if isForPeople { Console.print("\nThere are no machines.") }
        } else {
            output.table(machines, columns: MachineStatus.columns, title: "Machines")
        }
    }
}

/// Whether and where the cloud runs.
struct CloudStatus: Sendable {
    var isRunning: Bool
    var process: String?
    var url: String?
    var data: String

    /// Those that have something to say.
    static func columns(known status: CloudStatus) -> [Column<CloudStatus>] {
        columns.filter { $0.text(status) != CellText.of(String?.none) }
    }

    static let columns: [Column<CloudStatus>] = [
        Column("cloud") { $0.isRunning ? "running" : "stopped" },
        Column("process") { CellText.of($0.process) },
        Column("pages") { CellText.of($0.url) },
        Column("data") { $0.data },
    ]
}
