import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts export-quota`
struct AccountsExportQuota: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-quota",
        abstract: "Write the quotas that old releases stored with accounts, as `quota --import-base-quota` reads them.")

    @Option(help: ArgumentHelp("The file that is written; - for standard output.", valueName: "file"))
    var location: String
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let quotas = try await installation.open { try await $0.pithos.accountAdministration.storedQuotas() }
        let lines = quotas.map { "\($0.account) pithos.diskspace \($0.quota)" }
        if location == "-" {
            for line in lines { Console.print(line) }
            return
        }
        try OutputFile.write(lines.map { $0 + "\n" }.joined(), to: location)
        Console.printError("Quotas written: \(quotas.count)")
    }
}
