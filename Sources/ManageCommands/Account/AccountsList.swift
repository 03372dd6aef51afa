import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts list`
struct AccountsList: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "List the accounts that the object store has.")

    @Flag(
        name: [.customLong("duplicate"), .customLong("dublicate")],
        help: "Only accounts whose names are the same but for upper and lower case.")
    var duplicates = false
    @Flag(name: .customLong("no-headers"), help: "No header line.") var hidesHeaders = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let accounts = try await installation.open { services in
            let administration = services.pithos.accountAdministration
            return duplicates
                ? try await administration.duplicates().map { $0.map(\.rawValue).joined(separator: ",") }
                : try await administration.list().map(\.rawValue)
        }
        Console.print(
            OutputDocument(
                labels: ["uuid"], rows: accounts.map { [$0] }, showsHeaders: !hidesHeaders || output.format == .json
            ).text(output.format))
    }
}
