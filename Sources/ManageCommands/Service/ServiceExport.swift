import ArgumentParser
import Astakos
import Installation
import Settings
import Vocabulary

/// `snf-manage service-export-astakos`, and the same for the other components.
protocol ServiceExport: AsyncParsableCommand {
    static var component: String { get }
    var installation: InstallationOptions { get }
}

extension ServiceExport {
    func run() async throws {
        let baseURL = try installation.settingsOfCloud().baseURL(of: Self.component)
        let definitions = StandardServices.definitions(of: Self.component, baseURL: baseURL)
        Console.print(PrettyJSON.text(DefinitionFile.json(definitions)))
    }

    static func exportConfiguration(_ component: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: "service-export-\(component)",
            abstract: "Print the services of \(component), as service-import reads them.")
    }
}

struct ServiceExportAstakos: ServiceExport {
    static let component = "astakos"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}

struct ServiceExportCyclades: ServiceExport {
    static let component = "cyclades"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}

struct ServiceExportPithos: ServiceExport {
    static let component = "pithos"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}

extension InstalledSettings {
    /// Where a component lives.
    func baseURL(of component: String) -> String {
        switch component {
        case "cyclades": installation.cycladesBaseURL
        case "pithos": installation.pithosBaseURL
        default: installation.astakosBaseURL
        }
    }
}
