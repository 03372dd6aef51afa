import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `pithos-manage-accounts merge`
struct AccountsMerge: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "merge", abstract: "Bring all that one account holds into another.",
        discussion: """
            Asks for the word yes. Each object gets the same name in a container of the same name; one that is there gets a \
            new version, which is shared as the source is. Past versions go over, also those of deleted objects; public \
            objects get new links; containers are made with their quota, versioning, metadata and access lists; groups and \
            metadata of the account are copied. What the destination has otherwise stays as it is there, and is named, as \
            is what did not fit; the status is not 0 then.

            The source keeps its objects: `delete` it afterwards; it need not have a user any more, the destination must. \
            When interrupted, run it again: what was brought is passed over.
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
                for kept in try await merge.kept() { Console.print("Stays as it is: " + Self.text(kept)) }
                Console.print("Nothing was changed.")
                return nil
            }
            try AccountSummary.confirm("Copy all this into '\(destination)'?", isSkipped: skipsQuestion)
            return try await Progress.show { progress in
                progress.begin(
                    "copying objects", of: contents.containers.reduce(0) { $0 + $1.objects + $1.deleted })
                return try await merge.run { progress.advance(to: Int64($0)) }
            }
        }
        guard let report else { return }
        Console.print(Self.summary(report))
        for kept in report.kept { Console.printError("Was not copied: " + Self.text(kept)) }
        for failure in report.failures {
            Console.printError("\(TerminalText.harmless(failure.path)): \(failure.reason.message)")
        }
        if let complaint = Self.complaint(report) { throw CommandError(complaint) }
    }

    static func summary(_ report: AccountMerge.Report) -> String {
        let deleted = report.deleted == 0 ? "" : " (also those of \(report.deleted) deleted objects)"
        return "Copied \(report.objects) objects with \(report.versions) past versions\(deleted), and "
            + "\(report.groups.count) groups."
    }

    /// What the destination has in its place, or why it stays.
    static func text(_ kept: AccountMerge.Kept) -> String {
        switch kept {
        case .group(let name):
            "group \(TerminalText.harmless(name)): the destination has one of this name with other members; what is shared "
                + "with the source's needs the source"
        case .container(let name, let headers):
            "of container \(TerminalText.harmless(name)), which the destination has with others: "
                + TerminalText.harmless(headers.joined(separator: ", "))
        case .account(let headers):
            "of the account, which the destination has with others, or which would open all of it to who has the key: "
                + TerminalText.harmless(headers.joined(separator: ", "))
        }
    }

    /// Nil when all went over.
    static func complaint(_ report: AccountMerge.Report) -> String? {
        if !report.failures.isEmpty {
            return
                "\(report.failures.count) objects or containers were not copied. Mend what is said of them and run again."
        }
        return report.kept.isEmpty
            ? nil : "All objects were copied; of their surroundings stays with the source what is named above."
    }
}
