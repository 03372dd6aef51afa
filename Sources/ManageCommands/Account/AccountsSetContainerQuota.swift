import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts set-container-quota`
struct AccountsSetContainerQuota: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-container-quota",
        abstract: "Set how many bytes the containers of a name may hold, in one account or in all that have one.")

    @Argument(help: "Name of the container.") var container: String
    @Argument(help: "Bytes; 0 for no limit.") var quota: String
    @Option(help: "Only the container of this account.") var account: String?
    @Flag(name: .customLong("dry"), help: "Only show which containers would be changed.") var isDryRun = false
    @Flag(name: .customLong("report"), help: "Show what became of each.") var reports = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    /// A container, and what became of it.
    struct Line: Sendable {
        var account: UserID
        var result: String
    }

    func validate() throws {
        guard let bytes = Int64(quota), bytes >= 0 else {
            throw ValidationError("The quota is a number of bytes, from 0 on; \(quota) is none.")
        }
    }

    func run() async throws {
        let bytes = Int64(quota) ?? 0
        let lines: [Line] = try await installation.open { services in
            let administration = services.pithos.accountAdministration
            let chosen = account.map { [UserID($0)] }
            let owners = if let chosen { chosen } else { try await administration.owners(ofContainer: container) }
            guard !owners.isEmpty else { throw CommandError("No account has a container '\(container)'.") }
            if isDryRun {
                if let owner = owners.first, account != nil { _ = try await administration.contents(of: owner) }
                return owners.map { Line(account: $0, result: "would be set") }
            }
            var lines: [Line] = []
            for owner in owners {
                do {
                    try await administration.setQuota(bytes, ofContainer: container, of: owner)
                    lines.append(Line(account: owner, result: Self.done))
                } catch let fault as Fault {
                    lines.append(Line(account: owner, result: fault.message))
                }
            }
            return lines
        }
        let failures = isDryRun ? [] : lines.filter { $0.result != Self.done }
        let shown = isDryRun || reports ? lines : failures
        if !shown.isEmpty {
            output.list(shown, columns: [Column("account") { $0.account.rawValue }, Column("result") { $0.result }])
        }
        guard failures.isEmpty else {
            throw CommandError("The quota of \(failures.count) containers was not set.")
        }
    }

    private static let done = "set"
}
