import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts delete`
struct AccountsDelete: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an account for good, with all that it holds and held.",
        discussion: """
            Shows its objects and groups, and asks for the word yes. When interrupted, run it again. The blocks of the objects stay until \
            `snf-manage pithos-gc --apply`.
            """)

    @Argument(help: "The account: a user's uuid.") var account: String
    @Flag(name: .customLong("dry"), help: "Only show what would be deleted.") var isDryRun = false
    @Flag(name: [.customShort("f"), .customLong("no-confirm")], help: "Do not ask.") var skipsQuestion = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let account = UserID(account)
        try await installation.open { services in
            let administration = services.pithos.accountAdministration
            let contents = try await AccountSummary.show(
                account, administration, objects: "Objects to be deleted", groups: "Groups to be deleted")
            if isDryRun { return Console.print("Nothing was changed.") }
            try AccountSummary.confirm("Delete the account '\(account)' for good?", isSkipped: skipsQuestion)
            try await Progress.show { progress in
                progress.begin("deleting containers", of: Int64(contents.containers.count))
                var done: Int64 = 0
                try await administration.delete(account) { _ in
                    done += 1
                    progress.advance(to: done)
                }
            }
            Console.print("The account '\(account)' is gone.")
        }
    }
}
