import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage server-modify`
struct ServerModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server-modify", abstract: "Rename a server, or keep its owner from changing it.")

    @Argument(help: "ID of the server.") var server: Int64
    @Option(help: "The new name.") var name: String?
    @Flag(name: .customLong("set-suspended"), help: "Its owner can then only look at it; it goes on running.")
    var suspends = false
    @Flag(name: .customLong("set-unsuspended"), help: "Its owner can change it again.") var releases = false
    @OptionGroup var installation: InstallationOptions

    func validate() throws {
        guard !(suspends && releases) else {
            throw ValidationError("A server is suspended or not: give one of the two.")
        }
        guard name != nil || suspends || releases else { throw ValidationError("Say what to change.") }
    }

    func run() async throws {
        let id = Server.ID(server)
        try await installation.open { services in
            let servers = services.cyclades.servers
            if suspends || releases { try await servers.setSuspended(suspends, on: id) }
            // Operators may rename suspended servers too.
            if let name { try await servers.rename(id, to: name, owner: nil) }
        }
    }
}
