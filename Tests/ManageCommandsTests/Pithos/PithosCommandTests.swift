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
