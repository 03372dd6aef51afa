public import ArgumentParser
import Vocabulary

/// `synnefo`
public struct CloudCommand: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "synnefo", abstract: "A cloud: accounts, files and virtual machines.",
        discussion: "The commands of the classic `snf-manage` are under `synnefo manage`.",
        version: Version.current,
        subcommands: [Up.self, Down.self, Status.self, ManageCommand.self, MigrateCommand.self, ManageAccounts.self])

    public init() {}
}
