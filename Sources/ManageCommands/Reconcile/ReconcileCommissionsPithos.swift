import ArgumentParser
import AstakosClient
import Installation
import PithosBackend
import Vocabulary

/// `snf-manage reconcile-commissions-pithos`. Source: object-storage.md 6.2.
struct ReconcileCommissionsPithos: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile-commissions-pithos",
        abstract: "Find commissions of the object store that a crash left pending, and end them.",
        discussion: """
            One whose change was made is accepted, another rejected. Works beside a running service, which does the same \
            every minute: what is younger than five minutes is left alone, since its change may be under way.
            """)

    @Flag(help: "Accept and reject, instead of only showing.") var fix = false
    @OptionGroup var installation: InstallationOptions

    func run() async throws {
        let report = try await installation.open { services in
            let reconciler = services.pithos.commissionReconciler
            return fix ? try await reconciler.pass() : try await reconciler.find()
        }
        for line in Self.lines(report, isFixed: fix) { Console.print(line) }
        if !report.failed.isEmpty {
            throw CommandError("Some were not resolved; look at them with `snf-manage commission-list`.")
        }
    }

    static func lines(_ report: CommissionReconciler.Report, isFixed: Bool) -> [String] {
        // Nothing waits for those; they only take room in a table.
        var shown = report
        shown.forgotten = []
        guard shown != CommissionReconciler.Report() else { return ["No unresolved commissions were found"] }
        let parts: [(String, [CommissionSerial])] = [
            (isFixed ? "Accepted commissions" : "To be accepted, their changes were made", report.accepted),
            (isFixed ? "Rejected commissions" : "To be rejected, their changes were not made", report.rejected),
            ("Left alone, younger than five minutes", report.young), ("Failed commissions", report.failed),
        ]
        let lines = parts.filter { !$0.1.isEmpty }.map { title, serials in
            "\(title): \(serials.map(\.description).joined(separator: ", "))"
        }
        let hasWork = !isFixed && !(report.accepted.isEmpty && report.rejected.isEmpty)
        return lines + (hasWork ? ["Nothing was changed; --fix ends them."] : [])
    }
}
