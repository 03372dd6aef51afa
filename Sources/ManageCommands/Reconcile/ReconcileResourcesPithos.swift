import ArgumentParser
import Installation
import PithosBackend
import Vocabulary

/// `snf-manage reconcile-resources-pithos`. Source: object-storage.md 6.2, operations.md 4.9.
struct ReconcileResourcesPithos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile-resources-pithos",
        abstract: "Compare the bytes that accounts hold with what Astakos counts, and mend Astakos's count.",
        discussion: """
            Also compares what containers hold with their own counters, which clients see and their quotas are judged by. \
            They are counted with every change; where they differ, somebody had a hand in the database. --fix counts them anew.

            Works beside a running service. An account that is being changed just now, or has a pending commission, is left \
            alone and named. Accounts that a cloud on one machine has changed since it was started it counts by itself, as \
            they are, within a minute after --fix or when it starts. The status is 1 when something could not be mended.
            """)

    @Option(name: [.customLong("userid"), .customLong("user")], help: "Only the account of the user with this uuid.")
    var user: String?
    @Flag(help: "Mend, instead of only showing.") var fix = false
    @Flag(help: "Mend also beyond a user's limit.") var force = false
    @OptionGroup var output: OutputOptions
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        guard !force || fix else { throw CommandError("--force says how to mend: it wants --fix.") }
        let (findings, refused, counts) = try await installation.open { services in
            let counts = try await wrongCounts(services.pithos.containerCounts)
            let reconciler = services.pithos.usageReconciler
            let findings = try await reconciler.compare(account: user.map { UserID($0) })
            if fix, !findings.ahead.isEmpty || !findings.pending.isEmpty { try await reconciler.ask(for: findings) }
            guard fix, !findings.differences.isEmpty else {
                return (findings, [(UsageReconciler.Difference, Fault)](), counts)
            }
            let isForced = force
            let refused = try await Progress.show { progress in
                progress.begin("mending accounts", of: Int64(findings.differences.count))
                return try await reconciler.mend(findings.differences, force: isForced) {
                    progress.advance(to: Int64($0))
                }
            }
            return (findings, refused, counts)
        }
        for difference in counts { Console.print(Self.text(difference, isMended: fix)) }
        if findings.isInSync {
            if counts.isEmpty { Console.print("Everything in sync.") }
            return
        }
        for account in findings.unknown { Console.print("User '\(account)' does not exist in Quotaholder!") }
        for account in findings.pending {
            Console.print("User '\(account)' has a pending commission or is at work; skipped.")
        }
        if !findings.pending.isEmpty {
            Console.print(
                "Run `snf-manage reconcile-commissions-pithos --fix`, wait until they are done, and try again.")
        }
        let differences = findings.differences + findings.ahead
        if !differences.isEmpty { output.list(differences, columns: Self.columns) }
        if fix, !findings.ahead.isEmpty {
            Console.print(
                "The cloud counts these within a minute, or when it starts: \(findings.ahead.map(\.account.rawValue).joined(separator: ", "))"
            )
        }
        for (difference, fault) in refused { Console.printError("\(difference.account): \(fault.message)") }
        guard refused.isEmpty else {
            throw CommandError("\(refused.count) accounts were not mended; --force goes beyond their limits.")
        }
    }

    /// Containers whose counters are wrong, or were until now.
    private func wrongCounts(_ counts: ContainerCounts) async throws -> [ContainerCounts.Difference] {
        let differences = try await counts.compare(account: user.map { UserID($0) })
        if fix { try await counts.mend(differences) }
        return differences
    }

    static func text(_ difference: ContainerCounts.Difference, isMended: Bool) -> String {
        let what =
            switch difference.cluster {
            case .normal: "objects"
            case .history: "past versions"
            case .deleted: "deletions"
            }
        return
            "Container '\(TerminalText.harmless(difference.container))' has \(difference.counted.versions) \(what) of "
            + "\(difference.counted.bytes) bytes, and \(isMended ? "was" : "is") counted as having "
            + "\(difference.kept.versions) of \(difference.kept.bytes)."
    }

    static let columns: [Column<UsageReconciler.Difference>] = [
        Column("User") { $0.account.rawValue }, Column("Resource") { $0.resource },
        Column("Database") { "\($0.stored)" }, Column("Quotaholder") { "\($0.counted)" },
    ]
}
