import ArgumentParser
import Astakos
import AstakosClient
import Installation
import Vocabulary

/// `snf-manage commission-show`
struct CommissionShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "commission-show", abstract: "Show a pending commission and its provisions.")

    @Argument(help: "Serial of the commission.") var serial: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard let number = Int64(serial) else { throw CommandError("Expecting an integer serial.") }
        let (commission, provisions) = try await installation.open {
            try await $0.astakos.quota.commission(CommissionSerial(number))
        }
        output.show(
            commission,
            columns: [
                Column("serial") { "\($0.serial)" }, Column("name") { $0.name }, Column("clientkey") { $0.clientKey },
                Column("issue_time") { CellText.of($0.issued) },
            ])
        output.table(
            provisions,
            columns: [
                Column("holder") { $0.holder.rawValue }, Column("resource") { $0.resource },
                Column("source") { $0.source.rawValue }, Column("quantity") { "\($0.quantity)" },
            ], title: "Provisions")
    }
}
