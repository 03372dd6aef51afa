public import ArgumentParser
import Vocabulary

/// `pithos-manage-accounts`, also `synnefo pithos-manage-accounts`. Source: object-storage.md 6.3.
public struct ManageAccounts: AsyncParsableCommand {
    public static let configuration = CommandConfiguration(
        commandName: "pithos-manage-accounts", abstract: "List, delete and merge accounts of the object store.",
        version: Version.current,
        subcommands: [
            AccountsList.self, AccountsDelete.self, AccountsMerge.self, AccountsExportQuota.self,
            AccountsSetContainerQuota.self,
        ])

    public init() {}
}
