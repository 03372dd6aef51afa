import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage server-list`
struct ServerList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "server-list", abstract: "List servers.")

    @Option(name: .customLong("user"), help: "Only those of the user with this uuid.") var user: String?
    @Flag(name: .customLong("suspended"), help: "Only suspended ones.") var onlySuspended = false
    @Flag(name: .customLong("build"), help: "Only those that are being made.") var onlyBuilding = false
    @Flag(name: .customLong("deleted"), help: "Deleted ones too.") var includesDeleted = false
    @OptionGroup var list: ListOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let filter = ServerFilter(owner: user.map { UserID($0) }, includesDeleted: includesDeleted)
        let lines =
            list.asksForHelp ? [] : try await installation.open { try await ServerLine.list($0.cyclades, filter) }
        let chosen = lines.filter { line in
            (!onlySuspended || line.server.isSuspended) && (!onlyBuilding || line.server.operState == .build)
        }
        try list.print(chosen, columns: ServerLine.columns, filters: ServerLine.filters)
    }
}
