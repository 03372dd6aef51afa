import ArgumentParser
import AstakosClient
import Testing
import Vocabulary

@testable import ManageCommands
@testable import PithosBackend

/// object-storage.md 6.2 and 6.3: names, options and words as scripts for the original use them.
struct PithosCommandTests {
    @Test func commandsHaveTheOriginalsNamesAndOptions() throws {
        let names = Set(ManageCommand.configuration.subcommands.compactMap { $0.configuration.commandName })
        #expect(
            names.isSuperset(of: [
                "reconcile-commissions-pithos", "reconcile-resources-pithos", "service-export-pithos",
                "resource-export-pithos", "file-show",
            ]))
        #expect(try ReconcileResourcesPithos.parse(["--userid", "a", "--fix", "--force"]).user == "a")
        #expect(try ReconcileResourcesPithos.parse(["--user=a"]).user == "a")
        #expect(try ReconcileCommissionsPithos.parse(["--fix"]).fix)
        let show = try FileShow.parse(["acc", "con", "ob", "--obj-version", "3", "--domain=plankton", "--hashmap"])
        #expect(show.object == ["acc", "con", "ob"] && show.version == 3 && show.domain == "plankton" && show.hashmap)
    }

    @Test func accountsAreManagedByAProgramOfItsOwn() throws {
        #expect(Program.command(for: "pithos-manage-accounts") is ManageAccounts.Type)
        let names = ManageAccounts.configuration.subcommands.compactMap { $0.configuration.commandName }
        #expect(names == ["list", "delete", "merge", "export-quota", "set-container-quota"])
        #expect(try AccountsList.parse(["--dublicate", "--no-headers"]).duplicates)
        #expect(try AccountsList.parse(["--duplicate", "--output-format=csv"]).duplicates)
        #expect(try AccountsMerge.parse(["a", "b", "--dry"]).isDryRun)
        #expect(try AccountsDelete.parse(["a", "--dry"]).isDryRun)
        #expect(try AccountsExportQuota.parse(["--location", "f"]).location == "f")
        #expect(try AccountsSetContainerQuota.parse(["pithos", "0", "--account", "a", "--report"]).reports)
        for wrong in ["-1", "1 GiB", ""] {
            #expect(throws: (any Error).self) { try AccountsSetContainerQuota.parse(["pithos", "--", wrong]) }
        }
    }

    /// What is gone for good takes the whole word. Source: object-storage.md 6.3.
    @Test func yesIsTypedInFull() {
        for line in ["yes", " YES "] { #expect(Console.answer(line, wantsWholeWord: true) == true) }
        for line in ["y", "Y", "yeah"] { #expect(Console.answer(line, wantsWholeWord: true) == nil) }
        for line in ["", "n", "no"] { #expect(Console.answer(line, wantsWholeWord: true) == false) }
        #expect(Console.answer("y", wantsWholeWord: false) == true)
        #expect(Console.answer("maybe", wantsWholeWord: false) == nil)
    }

    @Test func aMergeThatLeavesSomethingSaysWhatAndFails() {
        var report = AccountMerge.Report()
        (report.objects, report.versions) = (3, 2)
        #expect(AccountsMerge.summary(report) == "Copied 3 objects with 2 past versions, and 0 groups.")
        #expect(AccountsMerge.complaint(report) == nil)
        report.deleted = 1
        #expect(AccountsMerge.summary(report).contains("2 past versions (also those of 1 deleted objects), and"))
        report.kept = [.container("c\u{7}", headers: ["X-Container-Read"])]
        #expect(AccountsMerge.complaint(report) != nil)
        let text = AccountsMerge.text(report.kept[0])
        #expect(text.contains("X-Container-Read") && !text.contains("\u{7}"))
        report.failures = [.init(path: "a/c/o", reason: Fault(.badRequest, "too large"))]
        #expect(AccountsMerge.complaint(report)?.hasPrefix("1 objects or containers were not copied.") == true)
        let container = AccountContents.Container(name: "c", objects: 2, bytes: 7, history: 2, deleted: 1)
        #expect(AccountSummary.line(container) == "c: 2 objects, 7 B, 2 past versions, also of 1 deleted objects")
    }

    @Test func aWrongCounterIsToldInASentence() {
        let difference = ContainerCounts.Difference(
            container: "a/c", cluster: .history, kept: .init(versions: 99, bytes: -5),
            counted: .init(versions: 1, bytes: 3))
        #expect(
            ReconcileResourcesPithos.text(difference, isMended: false)
                == "Container 'a/c' has 1 past versions of 3 bytes, and is counted as having 99 of -5.")
        #expect(ReconcileResourcesPithos.text(difference, isMended: true).contains("and was counted as having 99"))
    }

    @Test func whoCollectsWithAnEmptyDatabaseIsToldWhichAndHowMuch() throws {
        var report = CollectionReport()
        report.blocks.retired = StoredAmount(count: 7, bytes: 70)
        report.blocks.young = 2
        report.maps.retired.count = 3
        #expect(
            PithosGC.doubt(report, database: "sqlite:/srv/x.sqlite", store: "/srv/pithos")
                == "The database sqlite:/srv/x.sqlite has no object, and there are 9 blocks and 3 hashmaps in /srv/pithos: "
                + "it is hardly the database of this store.")
        #expect(try PithosGC.parse(["--apply", "--even-if-empty"]).evenIfEmpty)
    }

    @Test func theReportOfCommissionsSaysWhatWillBeAndWhatWas() {
        var report = CommissionReconciler.Report()
        #expect(ReconcileCommissionsPithos.lines(report, isFixed: false) == ["No unresolved commissions were found"])
        report.accepted = [CommissionSerial(3), CommissionSerial(5)]
        report.young = [CommissionSerial(9)]
        #expect(
            ReconcileCommissionsPithos.lines(report, isFixed: false) == [
                "To be accepted, their changes were made: 3, 5", "Left alone, younger than five minutes: 9",
                "Nothing was changed; --fix ends them.",
            ])
        #expect(
            ReconcileCommissionsPithos.lines(report, isFixed: true) == [
                "Accepted commissions: 3, 5", "Left alone, younger than five minutes: 9",
            ])
    }
}
