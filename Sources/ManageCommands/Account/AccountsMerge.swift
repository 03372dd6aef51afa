import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts merge`
struct AccountsMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Bring all that one account holds into another.",
        discussion: """
            Each object gets the same name in a container of the same name; one that is there gets a new version, which is \
            shared as the source is. Past versions go over, public objects get new links, groups are copied. The source \
            keeps its objects: `delete` it afterwards; it need not have a user any more, the destination must. When \
            interrupted, run it again: what was brought is passed over.
            """)

    @Argument(help: "The account whose objects are copied.") var source: String
    @Argument(help: "The account that gets them.") var destination: String
    @Flag(name: .customLong("dry"), help: "Only show what would be copied.") var isDryRun = false
    @Flag(name: [.customShort("f"), .customLong("no-confirm")], help: "Do not ask.") var skipsQuestion = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let (source, destination) = (UserID(source), UserID(destination))
        let report: AccountMerge.Report? = try await installation.open { services in
            let merge = services.pithos.merge(of: source, into: destination)
            // Before anything is shown or asked: what cannot be done is nothing to think about.
            try await merge.check()
            let contents = try await AccountSummary.show(
                source, services.pithos.accountAdministration, objects: "Objects to be copied",
                groups: "Groups to be copied")
            if isDryRun {
                Console.print("Nothing was changed.")
                return nil
            }
            try AccountSummary.confirm("Copy all this into '\(destination)'?", isSkipped: skipsQuestion)
            return try await Progress.show { progress in
                progress.begin("copying objects", of: contents.containers.reduce(0) { $0 + $1.objects })
                return try await merge.run { progress.advance(to: Int64($0)) }
            }
        }
        guard let report else { return }
        Console.print(
            "Copied \(report.objects) objects with \(report.versions) past versions, and \(report.groups.count) groups."
        )
        for group in report.keptGroups {
            Console.printError(
                "Group \(TerminalText.harmless(group)) was not copied: '\(destination)' has one of this name with other "
                    + "members. What is shared with it needs '\(source)'.")
        }
        for (path, fault) in report.failures {
            Console.printError("\(TerminalText.harmless(path.path)): \(fault.message)")
        }
        guard report.failures.isEmpty else {
            throw CommandError(
                "\(report.failures.count) objects were not copied. Mend what is said of them and run again.")
        }
    }
}
