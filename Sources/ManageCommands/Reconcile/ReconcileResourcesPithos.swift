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
        let (findings, refused) = try await installation.open { services in
            let reconciler = services.pithos.usageReconciler
            let findings = try await reconciler.compare(account: user.map { UserID($0) })
            if fix, !findings.ahead.isEmpty || !findings.pending.isEmpty { try await reconciler.ask(for: findings) }
            guard fix, !findings.differences.isEmpty else { return (findings, [(UsageReconciler.Difference, Fault)]()) }
            let isForced = force
            let refused = try await Progress.show { progress in
                progress.begin("mending accounts", of: Int64(findings.differences.count))
                return try await reconciler.mend(findings.differences, force: isForced) {
                    progress.advance(to: Int64($0))
                }
            }
            return (findings, refused)
        }
        if findings.isInSync { return Console.print("Everything in sync.") }
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

    static let columns: [Column<UsageReconciler.Difference>] = [
        Column("User") { $0.account.rawValue }, Column("Resource") { $0.resource },
        Column("Database") { "\($0.stored)" }, Column("Quotaholder") { "\($0.counted)" },
    ]
}
