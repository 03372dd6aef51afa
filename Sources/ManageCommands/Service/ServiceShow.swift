import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage service-show`
struct ServiceShow: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "service-show", abstract: "Show a service and where it is reached.")

    @Argument(help: "ID or name of the service.") var service: String
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let found = try await installation.open { try await $0.astakos.registry.find(service) }
        output.show(found, columns: ServiceList.columns)
        let lines = found.endpoints.flatMap { endpoint in endpoint.data.map { (endpoint: endpoint.id, entry: $0) } }
        output.table(
            lines,
            columns: [
                Column("endpoint") { "\($0.endpoint)" }, Column("key") { $0.entry.key },
                Column("value") { $0.entry.value },
            ], title: "Endpoints")
    }
}
