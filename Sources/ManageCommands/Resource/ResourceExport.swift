import ArgumentParser
import Astakos
import Installation
import Vocabulary

/// `snf-manage resource-export-astakos`, and the same for the other components.
protocol ResourceExport: AsyncParsableCommand {
    static var component: String { get }
    var installation: InstallationOptions { get }
}

extension ResourceExport {
    func run() async throws {
        let baseURL = try installation.settingsOfCloud().baseURL(of: Self.component)
        let definitions = StandardServices.definitions(of: Self.component, baseURL: baseURL)
        Console.print(PrettyJSON.text(.array(definitions.flatMap(\.resources).map(DefinitionFile.json))))
    }

    static func exportConfiguration(_ component: String) -> CommandConfiguration {
        CommandConfiguration(
            commandName: "resource-export-\(component)",
            abstract: "Print what \(component) counts, as resource-import reads it.")
    }
}

struct ResourceExportAstakos: ResourceExport {
    static let component = "astakos"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}

struct ResourceExportCyclades: ResourceExport {
    static let component = "cyclades"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}

struct ResourceExportPithos: ResourceExport {
    static let component = "pithos"
    static let configuration: CommandConfiguration = exportConfiguration(component)
    @OptionGroup var installation: InstallationOptions
}
