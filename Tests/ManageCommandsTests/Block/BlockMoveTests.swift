import ArgumentParser
import PithosBackend
import Testing

@testable import ManageCommands

struct BlockMoveTests {
    private func report(_ change: (inout BlockMoveReport) -> Void) -> BlockMoveReport {
        var report = BlockMoveReport()
        report.blocks.seen = 10
        report.blocks.seenBytes = 10 << 20
        change(&report)
        return report
    }

    @Test func aLineOfProgressSaysHowFarHowFastAndHowLong() {
        let half = report {
            $0.blocks.done = 4
            $0.blocks.doneBytes = 4 << 20
        }
        let line = { BlockMoveMeter.line($0, fraction: 0.5, report: half, elapsed: .seconds($1)) }
        #expect(line(.copy, 120) == "50 %, 4 copied, 4 MiB, 34.13 KiB/s, about 3 min left")
        #expect(line(.survey, 1) == "50 %, 10 seen, 10 MiB")
        #expect(line(.remove, 4) == "50 %, 4 removed, 4 MiB, 1 MiB/s")
    }

    @Test func theSummarySaysWhatToDoNext() {
        let survey = report {
            $0.blocks.absent = 4
            $0.blocks.absentBytes = 4 << 20
        }
        #expect(
            BlockMoveSummary(step: .survey, report: survey).lines == [
                "Blocks: 10 in the old store, 10 MiB; 4 of them not yet in the new one, 4 MiB.",
                "Maps: 0 in the old store, 0 B; 0 of them not yet in the new one, 0 B.",
                "Nothing was changed. Run again with --copy.",
            ])
        let removed = report {
            $0.blocks.done = 7
            $0.blocks.fresh = 3
        }
        let lines = BlockMoveSummary(step: .remove, report: removed).lines
        #expect(lines.first == "Blocks: 10 in the old store, 10 MiB; 7 removed, 0 B; 3 copied too lately.")
        #expect(lines.last == "3 are left in the old store. Run again when their copies are older.")
    }

    @Test(arguments: [["--copy", "--remove"], ["--jobs", "0"], ["--grace", "-1"]])
    func whatMakesNoSenseIsRefused(arguments: [String]) {
        #expect(throws: (any Error).self) { try BlockMoveCommand.parse(arguments) }
    }
}
