import ArgumentParser
import Cyclades
import Installation
import Vocabulary

/// `snf-manage flavor-modify`
struct FlavorModify: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flavor-modify", abstract: "Keep a flavor from new servers, or offer it again.")

    @Argument(help: "ID of the flavor.") var flavor: Int64
    @Option(help: "True: no new server may have it; those that do keep it.") var deleted: PythonBool
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { try await $0.cyclades.flavors.setDeleted(deleted.value, on: Flavor.ID(flavor)) }
    }
}

/// `snf-manage flavor-delete`
struct FlavorDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "flavor-delete", abstract: "Keep a flavor from new servers; those that have it keep it.")

    @Argument(help: "ID of the flavor.") var flavor: Int64
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        try await installation.open { try await $0.cyclades.flavors.setDeleted(true, on: Flavor.ID(flavor)) }
    }
}

/// `True` or `False`, as the original's commands take them.
struct PythonBool: ExpressibleByArgument {
    var value: Bool

    init?(argument: String) {
        switch argument.lowercased() {
        case "true": value = true
        case "false": value = false
        default: return nil
        }
    }
}
